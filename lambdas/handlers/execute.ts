import { executeRecovery } from '../app/workflow/execution.ts';
import { executingServices } from '../compose/workflow.ts';
import type { RecoveryRef, Timers } from '../contract/workflow.ts';

/** Workflow task: executes the countersigned plan. Trusts only the ledger; the input just names the recovery. */
export const handler = ({ account, recovery }: RecoveryRef): Promise<Timers> =>
  executeRecovery(executingServices(), { account, recovery });
