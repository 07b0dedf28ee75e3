import { recoveryAfter, step, TaskError, timersFor } from '../app/workflow/workflow-step.ts';
import { submitServices } from '../compose/ledger.ts';
import type { RecoveryRef, Timers } from '../contract/workflow.ts';

/**
 * Workflow task after a timeout. The ledger decides: at half of the window the workflow reads its timers again and waits for the other half,
 * as it does when a stage was completed in time, or is not due. A review ends no recovery; the workflow keeps waiting for it.
 */
export async function handler(input: RecoveryRef): Promise<Timers> {
  const services = submitServices();
  const outcome = await step(services, input, { type: 'ExpireStage' });
  const recovery = recoveryAfter(outcome, input);
  if (recovery.status !== 'reviewing')
    throw new TaskError('notDue', 'half of the window is over: the other half remains');
  return timersFor(services, recovery);
}
