import { recoveryAfter, step, timersFor } from '../app/workflow/workflow-step.ts';
import { submitServices } from '../compose/ledger.ts';
import type { RecoveryRef, Timers } from '../contract/workflow.ts';

/**
 * Workflow task after a timeout. The ledger's own deadline decides: a stage that was completed in time, or is not due, sends the workflow
 * back to read its timers again. An overdue review is no end; the workflow goes on waiting for it.
 */
export async function handler(input: RecoveryRef): Promise<Timers> {
  const services = submitServices();
  const outcome = await step(services, input, { type: 'ExpireStage' });
  return timersFor(services, recoveryAfter(outcome, input));
}
