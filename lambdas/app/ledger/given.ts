import type { SignedCommit } from '../../core/audit/commit.ts';
import { openStored } from '../../core/audit/verify.ts';
import { isGivenAs, placesOf } from '../../core/recovery/given.ts';
import type { StreamState } from '../../core/recovery/state.ts';
import { type CommitRange, isInRanges } from '../../core/registry/voiding.ts';
import { type Instant, plusSeconds } from '../../core/values/instant.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Ledger, Surroundings } from '../../ports/ledger.ts';
import { loadCommit } from './load.ts';

/** Seconds after which a command that the index does not name counts as new; younger commits of the stream are searched. */
const INDEX_LATE_SECONDS = 120;

/** Most commits that are searched: more than one stream can take in that time. */
export const MOST_SEARCHED = 4_000;
const PAGE = 100;

interface Services {
  readonly ledger: Ledger;
  readonly surroundings: Pick<Surroundings, 'now'>;
}

interface Place {
  readonly stream: string;
  readonly state: StreamState;
  /** Voided commits; absent: those that the state names. */
  readonly skipped?: readonly CommitRange[];
}

/**
 * The earlier commit of this command, given the stream's state; for a marked id, the commit with the same name. No read if the state
 * remembers every command of the stream and has not this one; one read for a remembered command, or on a stream that has forgotten some.
 *
 * INVARIANT: a committed command is found while the index is less than two minutes late. Throws `AdapterError` `contention` when this
 * cannot be guaranteed.
 */
export async function findGiven(
  { ledger, surroundings }: Services,
  { stream, state, skipped = state.skipped }: Place,
  id: string,
): Promise<SignedCommit | undefined> {
  for (const seq of placesOf(state.given, id)) {
    const commit = await loadCommit(ledger, { stream, seq });
    if (isGivenAs(commit.commit, id)) return commit;
  }
  const [oldest] = state.given;
  if (oldest === undefined || oldest.from === 1) return undefined;
  const found = await ledger.findCommand(stream, id, skipped);
  const since = plusSeconds(surroundings.now(), -INDEX_LATE_SECONDS);
  if (found !== undefined || oldest.at < since) return found;
  return searchBack(ledger, { stream, before: oldest.from, since, skipped }, id);
}

interface Search {
  readonly stream: string;
  readonly before: number;
  readonly since: Instant;
  readonly skipped: readonly CommitRange[];
}

/** Searches the last minutes' commits that the state does not remember, newest first; strongly consistent. */
async function searchBack(ledger: Ledger, { stream, before, since, skipped }: Search, id: string) {
  for (let end = before; end > 1; end -= PAGE) {
    if (before - end >= MOST_SEARCHED) throw new AdapterError('contention', { retryable: true });
    const from = Math.max(1, end - PAGE);
    const rows = await ledger.read(stream, { from, limit: end - from });
    const keys = await ledger.keysOf(rows);
    const counting = rows.filter(({ seq }) => !isInRanges(skipped, seq));
    const commits = counting.map((row) => openStored(row, stream, keys));
    const found = commits.findLast(({ commit }) => isGivenAs(commit, id));
    if (found !== undefined || (commits[0]?.commit.at ?? since) < since) return found;
  }
  return undefined;
}
