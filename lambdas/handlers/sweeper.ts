import { log } from '../app/log.ts';
import { type ExecutionServices, GRACE_SECONDS, revokeGrant } from '../app/workflow/execution.ts';
import { TaskError } from '../app/workflow/workflow-step.ts';
import { executionServices } from '../compose/workflow.ts';
import { TASK_ERRORS } from '../contract/workflow.ts';
import { plusSeconds } from '../core/values/instant.ts';
import type { DueGrant } from '../ports/workspace.ts';

/** Most grants in one run; the next run, a minute later, takes the rest. */
const BATCH = 25;

export interface Swept {
  readonly revoked: number;
  readonly failed: number;
}

/**
 * Schedule: revokes grants past their end that are not confirmed gone. A failing grant does not stop the others; each failure is in the
 * ledger.
 */
export async function handler(): Promise<Swept> {
  const services = executionServices();
  const due = await services.dueGrants.due(plusSeconds(services.surroundings.now(), -GRACE_SECONDS), BATCH);
  const results: boolean[] = [];
  for (const grant of due) results.push(await sweep(services, grant));
  const failed = results.filter((gone) => !gone).length;
  return { revoked: results.length - failed, failed };
}

async function sweep(services: ExecutionServices, { account, recovery }: DueGrant): Promise<boolean> {
  try {
    await revokeGrant(services, { account, recovery }, 'sweeper');
    return true;
  } catch (error) {
    if (error instanceof TaskError && error.name === TASK_ERRORS.ended) {
      await services.dueGrants.clear(recovery);
      return true;
    }
    log('error', 'sweep failed', { recovery, error });
    return false;
  }
}
