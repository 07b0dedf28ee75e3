import type { RecoveryRef } from '../../../lambdas/contract/workflow.ts';
import type { Commit } from '../../../lambdas/core/audit/commit.ts';
import { ageOf } from '../../../lambdas/core/values/instant.ts';
import type { ModelBoxes, ModelDueGrants } from '../execution-world.ts';
import type { MemoryLedger } from '../memory-ledger.ts';
import type { ModelScheduler } from '../models/scheduler.ts';
import type { GrantedDirectory } from './directory.ts';

/** How the grants of a day ended. */
export interface Ended {
  /** Grants that were issued. */
  readonly grants: number;
  /** Grants whose end is not confirmed in the ledger, that still give access, or of which a box, a place in the queue or a schedule is left. */
  readonly lost: number;
  /** Grants that lasted, and whose access the end of another one took away. */
  readonly takenAway: number;
  /** Grants that a newer one of the same account replaced. */
  readonly replaced: number;
  /** Seconds from the moment at which a grant was to end to its confirmed end. */
  readonly lags: readonly number[];
}

export interface EndedDay {
  readonly refs: readonly RecoveryRef[];
  readonly ledger: MemoryLedger;
  /** When grants were ended early, where that counts. */
  readonly stopped: ReadonlyMap<string, string>;
  readonly directory: GrantedDirectory;
  readonly boxes: ModelBoxes;
  readonly dueGrants: ModelDueGrants;
  readonly scheduler: ModelScheduler;
}

/** Counted in the ledger, and in everything else that a grant leaves behind. */
export async function endedIn(day: EndedDay): Promise<Ended> {
  const lags: number[] = [];
  let [grants, unconfirmed, replaced] = [0, 0, 0];
  for (const ref of day.refs) {
    const { commits } = await day.ledger.readRecovery(ref.account, ref.recovery);
    const read = commits.map(({ bytes }) => JSON.parse(bytes) as Commit);
    const started = read.flatMap(({ events }) => events).find((event) => event.type === 'ExecutionStarted');
    // Where nothing ends, the next one of an account may find no place.
    if (started === undefined) continue;
    grants += 1;
    const confirmed = read.find(({ events }) => events.some(({ type }) => type === 'RevocationConfirmed'));
    if (confirmed === undefined) {
      unconfirmed += 1;
      continue;
    }
    const end = confirmed.events.find((event) => event.type === 'RevocationConfirmed');
    if (JSON.stringify(end).includes('supersededBy')) replaced += 1;
    const stoppedAt = day.stopped.get(ref.recovery);
    lags.push(Math.max(0, ageOf(stoppedAt ?? started.expiresAt, confirmed.at)));
  }
  const left = Math.max(
    day.directory.access.size,
    day.boxes.kept.size,
    day.dueGrants.noted.size,
    day.scheduler.schedules.size,
  );
  return { grants, lost: Math.max(unconfirmed, left), takenAway: day.directory.takenAway, replaced, lags };
}
