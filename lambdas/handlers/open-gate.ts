import { recoveryAfter, step } from '../app/workflow/workflow-step.ts';
import { gateServices } from '../compose/gate-task.ts';
import type { GateInput } from '../contract/workflow.ts';
import { Secret } from '../ports/secret.ts';

/**
 * Workflow task with a task token: stores the token, then looks at the ledger. The order matters: a commit that passes the gate is either
 * seen here, and then the commit of this command wakes the relay, or it is made later, and then it wakes the relay itself, which finds the token.
 */
export async function handler({ taskToken, gate, account, recovery }: GateInput): Promise<void> {
  const services = gateServices();
  const ref = { account, recovery };
  await services.gates.put(recovery, gate, new Secret(taskToken));
  recoveryAfter(await step(services, ref, { type: 'OpenGate', gate }), ref);
}
