import { assessRecovery } from '../app/workflow/assessment.ts';
import { assessmentServices } from '../compose/workflow.ts';
import type { RecoveryRef, Timers } from '../contract/workflow.ts';

/** Workflow task: asks the directory and makes the plan, once; reads the timers from the ledger every time. */
export const handler = ({ account, recovery }: RecoveryRef): Promise<Timers> =>
  assessRecovery(assessmentServices(), { account, recovery });
