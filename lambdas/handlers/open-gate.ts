import { recoveryAfter, step } from '../app/workflow/workflow-step.ts';
import { gateServices } from '../compose/workflow.ts';
import type { GateInput } from '../contract/workflow.ts';
import { Secret } from '../ports/secret.ts';

/**
 * Workflow task with a task token: keeps the token, then says in the ledger that the gate is open. In this order, so that the relay, which
 * that event wakes, finds the token; a gate with nothing to wait for is resumed then and there.
 */
export async function handler({ taskToken, gate, account, recovery }: GateInput): Promise<void> {
  const services = gateServices();
  const ref = { account, recovery };
  await services.gates.put(recovery, gate, new Secret(taskToken));
  recoveryAfter(await step(services, ref, { type: 'OpenGate', gate }), ref);
}
