import { executeRecovery } from '../app/workflow/execution.ts';
import { executionServices } from '../compose/workflow.ts';
import type { RecoveryRef, Timers } from '../contract/workflow.ts';

/** Workflow task: executes the countersigned plan. Believes nothing but the ledger; the input only names the recovery. */
export const handler = ({ account, recovery }: RecoveryRef): Promise<Timers> =>
  executeRecovery(executionServices(), { account, recovery });
