import type { RecoveryRef, Timers } from '../contract/workflow.ts';
import { executionServices } from '../runtime/compose/execution.ts';
import { executeRecovery } from '../runtime/execution.ts';

/** Workflow task: executes the countersigned plan. Believes nothing but the ledger; the input only names the recovery. */
export const handler = ({ account, recovery }: RecoveryRef): Promise<Timers> =>
  executeRecovery(executionServices(), { account, recovery });
