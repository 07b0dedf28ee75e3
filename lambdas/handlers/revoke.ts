import { awaitDue, revokeGrant } from '../app/workflow/execution.ts';
import { TaskError } from '../app/workflow/workflow-step.ts';
import { executionServices } from '../compose/workflow.ts';
import { type RecoveryRef, TASK_ERRORS, type Timers } from '../contract/workflow.ts';

/** Input from the workflow at the end of a grant, or from the one-time schedule that was armed before the grant existed. */
export interface RevokeInput extends RecoveryRef {
  readonly trigger?: 'workflow' | 'schedule';
  /** The end of the grant, for a schedule, which may come a little before. */
  readonly due?: string;
}

/** Ends a grant and reads back that it is gone. When the schedule calls, an ended recovery is a success, and so is one whose end people are asked for. */
export async function handler({ account, recovery, trigger = 'workflow', due }: RevokeInput): Promise<Timers | null> {
  try {
    const services = executionServices();
    if (due !== undefined) await awaitDue(services, due);
    return await revokeGrant(services, { account, recovery }, trigger);
  } catch (error) {
    // The schedule retries nothing that people are asked for: the ledger has asked them, and the sweeper looks again.
    const isDone =
      error instanceof TaskError && [TASK_ERRORS.ended, TASK_ERRORS.work].some((name) => name === error.name);
    if (trigger === 'schedule' && isDone) return null;
    throw error;
  }
}
