import { recoveryAfter, step } from '../app/workflow/workflow-step.ts';
import { gateServices } from '../compose/gate-task.ts';
import type { GateInput } from '../contract/workflow.ts';
import { Secret } from '../ports/secret.ts';

/**
 * Workflow task with a task token: stores the token, then records in the ledger that the gate is open. The order matters: that event wakes
 * the relay, which must find the token. A gate with nothing to wait for is resumed at once.
 */
export async function handler({ taskToken, gate, account, recovery }: GateInput): Promise<void> {
  const services = gateServices();
  const ref = { account, recovery };
  await services.gates.put(recovery, gate, new Secret(taskToken));
  recoveryAfter(await step(services, ref, { type: 'OpenGate', gate }), ref);
}
