import { GRACE_SECONDS, type RecoveryRef, TASK_ERRORS } from '../../contract/workflow.ts';
import { ageOf, type Instant, plusSeconds } from '../../core/values/instant.ts';
import type { ListedGrant } from '../../ports/workspace.ts';
import { log } from '../log.ts';
import { containAccount } from './contain.ts';
import { type ExecutionServices, revokeGrant } from './execution.ts';
import { isOverdue } from './overdue.ts';
import { TaskError } from './workflow-step.ts';

/** Grants of one read of the queue. */
const PAGE = 25;

/** Grants that are revoked at the same time: a directory that answers slowly holds up no others, and none is flooded. */
const AT_ONCE = 4;

/** A grant is begun only with this much time left: enough for a directory whose calls fail twice and then work. */
const ENOUGH_MS = 25_000;

/** Seconds until a grant that could not be ended is tried again. The longest pause is below the five minutes of the alarm that counts failures. */
const PAUSE = { shortest: 60, longest: 240 };

export interface Swept {
  readonly revoked: number;
  /** The directory is still carrying out the revocation. */
  readonly pending: number;
  readonly failed: number;
  /** Boxes that outlived their grants, destroyed now. */
  readonly boxes: number;
  /** No due grant or box was left for lack of time. */
  readonly finished: boolean;
}

/**
 * Revokes grants past their end that are not confirmed gone, longest due first, while time is left. A failing grant does not stop the
 * others: each grant moves back in the queue before it is tried, so that neither a failure nor a killed function lets it come first again.
 * Each failure is in the ledger.
 */
export async function sweepDueGrants(services: ExecutionServices, millisecondsLeft: () => number): Promise<Swept> {
  const dueBy = plusSeconds(services.surroundings.now(), -GRACE_SECONDS);
  const isTime = (): boolean => millisecondsLeft() >= ENOUGH_MS;
  const swept: Outcome[] = [];
  let after: ListedGrant | undefined;
  do {
    const page = await services.dueGrants.due(dueBy, { limit: PAGE, ...(after === undefined ? {} : { after }) });
    swept.push(...(await eachOf(page, (grant) => (isTime() ? sweep(services, grant) : Promise.resolve('left')))));
    after = page.length < PAGE ? undefined : page.at(-1);
  } while (after !== undefined && isTime());
  const count = (outcome: Outcome): number => swept.filter((one) => one === outcome).length;
  const boxes = isTime() ? await destroyEnded(services, dueBy) : undefined;
  const finished = after === undefined && count('left') === 0 && boxes !== undefined;
  const failed = count('failed') + (boxes?.failed ?? 0);
  return { revoked: count('revoked'), pending: count('pending'), failed, boxes: boxes?.destroyed ?? 0, finished };
}

/**
 * Destroys the boxes of grants that have ended. The end of a grant destroys its box; a box is left when it was put by an attempt that was
 * overtaken by that end and then crashed. One that cannot be destroyed does not stop the others. Nobody may open a box of an ended grant, so the ledger is not asked.
 */
async function destroyEnded(
  { boxes }: ExecutionServices,
  before: Instant,
): Promise<{ destroyed: number; failed: number }> {
  const failed = (error: unknown): 'failed' => {
    log('error', 'sweep failed', { of: 'boxes', error });
    return 'failed';
  };
  const ended = await boxes.endedBefore(before).catch(failed);
  if (ended === 'failed') return { destroyed: 0, failed: 1 };
  const outcomes: unknown[] = [];
  for (const grant of ended) outcomes.push(await boxes.destroy(grant).catch(failed));
  const lost = outcomes.filter((one) => one === 'failed').length;
  if (ended.length > lost) log('warn', 'boxes outlived their grants', { grants: ended.length - lost });
  return { destroyed: ended.length - lost, failed: lost };
}

/** `pending`: the directory is carrying it out. `elsewhere`: cleared, or taken by another run, since it was listed. */
type Outcome = 'revoked' | 'pending' | 'failed' | 'elsewhere' | 'left';

/** Outcomes of a page, at most `AT_ONCE` of them on their way at a time. */
async function eachOf(
  grants: readonly ListedGrant[],
  sweepOne: (grant: ListedGrant) => Promise<Outcome>,
): Promise<readonly Outcome[]> {
  const waiting = [...grants];
  const outcomes: Outcome[] = [];
  const work = async (): Promise<void> => {
    for (let grant = waiting.shift(); grant !== undefined; grant = waiting.shift())
      outcomes.push(await sweepOne(grant));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return outcomes;
}

async function sweep(services: ExecutionServices, grant: ListedGrant): Promise<Outcome> {
  const { account, recovery } = grant;
  try {
    if (!(await services.dueGrants.moveBack(grant, nextTry(grant, services.surroundings.now())))) return 'elsewhere';
    if (grant.contains === true) await containAccount(services, grant);
    else await revokeUnlessEnded(services, { account, recovery });
    return 'revoked';
  } catch (error) {
    if (!isOverdue(grant.expiresAt, services.surroundings.now(), error)) return 'pending';
    log('error', 'sweep failed', { recovery, error });
    return 'failed';
  }
}

async function revokeUnlessEnded(services: ExecutionServices, ref: RecoveryRef): Promise<void> {
  try {
    await revokeGrant(services, ref, 'sweeper');
  } catch (error) {
    if (!(error instanceof TaskError) || error.name !== TASK_ERRORS.ended) throw error;
    await services.dueGrants.clear(ref.recovery);
  }
}

/** Waits as long again as the grant is overdue. A grant counts as due `GRACE_SECONDS` after its place in the queue. */
function nextTry({ expiresAt }: ListedGrant, now: Instant): Instant {
  const overdue = ageOf(plusSeconds(expiresAt, GRACE_SECONDS), now);
  const pause = Math.min(Math.max(overdue, PAUSE.shortest), PAUSE.longest);
  return plusSeconds(now, pause - GRACE_SECONDS);
}
