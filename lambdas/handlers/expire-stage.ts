import { recoveryAfter, step, timersFor } from '../app/workflow/workflow-step.ts';
import { submitServices } from '../compose/ledger.ts';
import type { RecoveryRef, Timers } from '../contract/workflow.ts';

/**
 * Workflow task after a timeout. The ledger's deadline decides: if a stage was completed in time, or is not due, the workflow reads its
 * timers again. An overdue review does not end the recovery; the workflow keeps waiting for it.
 */
export async function handler(input: RecoveryRef): Promise<Timers> {
  const services = submitServices();
  const outcome = await step(services, input, { type: 'ExpireStage' });
  return timersFor(services, recoveryAfter(outcome, input));
}
