import { assessRecovery } from '../app/workflow/assessment.ts';
import { assessmentServices } from '../compose/workflow.ts';
import type { RecoveryRef, Timers } from '../contract/workflow.ts';

/** Workflow task: asks the directory, makes the plan, once, and reads the timers from the ledger whenever the workflow comes by. */
export const handler = ({ account, recovery }: RecoveryRef): Promise<Timers> =>
  assessRecovery(assessmentServices(), { account, recovery });
