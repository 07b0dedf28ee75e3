import { recoveryAfter, step, timersFor } from '../app/workflow/workflow-step.ts';
import { planningServices } from '../compose/ledger.ts';
import type { RecoveryRef, Timers } from '../contract/workflow.ts';

/** Workflow task: makes the plan, once, and reads the timers from the ledger whenever the workflow comes by. */
export async function handler(input: RecoveryRef): Promise<Timers> {
  const services = planningServices();
  const outcome = await step(services, input, { type: 'AssessRecovery' });
  return timersFor(services, recoveryAfter(outcome, input));
}
