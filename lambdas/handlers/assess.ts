import type { RecoveryRef, Timers } from '../contract/workflow.ts';
import { planningServices } from '../runtime/compose/planning.ts';
import { recoveryAfter, step, timersFor } from '../runtime/workflow-step.ts';

/** Workflow task: makes the plan, once, and reads the timers from the ledger whenever the workflow comes by. */
export async function handler(input: RecoveryRef): Promise<Timers> {
  const services = planningServices();
  const outcome = await step(services, input, { type: 'AssessRecovery' });
  return timersFor(services, recoveryAfter(outcome, input));
}
