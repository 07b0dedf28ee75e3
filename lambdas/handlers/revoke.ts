import { revokeGrant } from '../app/workflow/execution.ts';
import { TaskError } from '../app/workflow/workflow-step.ts';
import { executionServices } from '../compose/workflow.ts';
import { type RecoveryRef, TASK_ERRORS, type Timers } from '../contract/workflow.ts';

/** Input from the workflow at the end of a grant, or from the one-time schedule that was armed before the grant existed. */
export interface RevokeInput extends RecoveryRef {
  readonly trigger?: 'workflow' | 'schedule';
}

/** Ends a grant and reads back that it is gone. When the schedule calls, an ended recovery is a success. */
export async function handler({ account, recovery, trigger = 'workflow' }: RevokeInput): Promise<Timers | null> {
  try {
    return await revokeGrant(executionServices(), { account, recovery }, trigger);
  } catch (error) {
    if (trigger === 'schedule' && error instanceof TaskError && error.name === TASK_ERRORS.ended) return null;
    throw error;
  }
}
