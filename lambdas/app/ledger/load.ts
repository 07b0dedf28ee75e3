import { type HashedCommit, LedgerCorrupt, type SignedCommit, stateAfter, type Tip } from '../../core/audit/commit.ts';
import { openStored, type StoredCommit } from '../../core/audit/verify.ts';
import type { Command } from '../../core/recovery/state/commands.ts';
import { isGivenAs, placesOf } from '../../core/recovery/state/given.ts';
import { INITIAL, type StreamState } from '../../core/recovery/state/state.ts';
import { type CommitRange, isForgiving, isInRanges } from '../../core/registry/voiding.ts';
import { type Instant, plusSeconds } from '../../core/values/instant.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Ledger, Surroundings } from '../../ports/ledger.ts';
import type { LedgerPlace } from '../../ports/queue.ts';
import { log } from '../log.ts';
import { foldStream, loadAfter, walk } from './walk.ts';

/** What the next commit of a stream stands on. */
export interface StreamTip {
  /** Undefined for an empty stream. */
  readonly tip: Tip | undefined;
  readonly state: StreamState;
  /** Commits of the stream that count for nothing. */
  readonly skipped: readonly CommitRange[];
}

/**
 * What the next commit of a stream stands on; one read. A stream that passes over forged commits, and one that is to go on after forged commits, is walked from its
 * beginning instead. Throws `LedgerCorrupt`.
 */
export async function tipOf(ledger: Ledger, stream: string, command?: Command['type']): Promise<StreamTip> {
  if (command === 'ResumeStream' || isForgiving(stream)) {
    const { seq, hash, state, passed } = await walk(ledger, stream);
    return { tip: seq === 0 ? undefined : { commit: { seq }, hash }, state, skipped: passed };
  }
  const tip = await ledger.head(stream);
  const state = stateAfter(tip) ?? (await foldStream(ledger, stream));
  return { tip, state, skipped: state.skipped };
}

/** The current state of a stream; one read. */
export const load = async (ledger: Ledger, stream: string): Promise<StreamState> => (await tipOf(ledger, stream)).state;

/**
 * The current state of a stream; after a forged commit, the state before that one. For things that must continue, such as the policy in
 * force and the records of administrators who void. Never uses a commit that fails verification.
 */
export async function loadLastGood(ledger: Ledger, stream: string): Promise<StreamState> {
  try {
    return await load(ledger, stream);
  } catch (error) {
    if (!(error instanceof LedgerCorrupt)) throw error;
    const { account, seq, corruption } = error;
    log('error', 'stream stopped', { account, seq, corruption });
    return (await walk(ledger, stream, { isForgiving: true })).state;
  }
}

/** The current states of several streams, in the given order; usually one read for all. */
export async function loadAll(ledger: Ledger, streams: readonly string[]): Promise<readonly StreamState[]> {
  if (streams.length < 2 || streams.some(isForgiving))
    return Promise.all(streams.map((stream) => load(ledger, stream)));
  const heads = await ledger.heads(streams);
  return Promise.all(streams.map((stream, index) => stateAfter(heads[index]) ?? foldStream(ledger, stream)));
}

/** The stream of a recovery; undefined for a text that is no recovery's id. */
export const locate = async (ledger: Ledger, recovery: string): Promise<string | undefined> =>
  /^[a-z0-9-]{1,64}$/.test(recovery) ? ledger.locate(recovery) : undefined;

/** The commit at a place, verified by itself. Throws `LedgerCorrupt`: `gap` for an empty place. */
export async function loadCommit(ledger: Ledger, { stream, seq }: LedgerPlace): Promise<SignedCommit> {
  const [row] = await ledger.read(stream, { from: seq, limit: 1 });
  if (row?.seq !== seq) throw new LedgerCorrupt(stream, seq, 'gap');
  return openStored(row, stream, await ledger.keysOf([row]));
}

/** A commit between its neighbours, as one read showed them. */
export interface Neighbours {
  readonly signed: SignedCommit;
  /** There was no later commit of the stream. */
  readonly isNewest: boolean;
  /** As `loadBefore`, usually without a read. */
  readonly before: () => Promise<StreamState>;
}

/** The commit at a place, verified by itself, with its neighbours; one read. Throws `LedgerCorrupt`: `gap` for an empty place. */
export async function loadBetween(ledger: Ledger, { stream, seq }: LedgerPlace): Promise<Neighbours> {
  const from = Math.max(1, seq - 1);
  const rows = await ledger.read(stream, { from, limit: seq - from + 2 });
  const at = (place: number): StoredCommit | undefined => rows.find((one) => one.seq === place);
  const row = at(seq);
  if (row === undefined) throw new LedgerCorrupt(stream, seq, 'gap');
  const signed = openStored(row, stream, await ledger.keysOf([row]));
  let before: Promise<StreamState> | undefined;
  const stateBefore = (): Promise<StreamState> => {
    before ??= seq === 1 ? Promise.resolve(INITIAL) : stateOn(ledger, signed, at(seq - 1));
    return before;
  };
  return { signed, isNewest: at(seq + 1) === undefined, before: stateBefore };
}

/** The state before a commit; one read. Throws `LedgerCorrupt`, also when the previous commit is not the one that this commit names. */
export async function loadBefore(ledger: Ledger, { commit }: Pick<HashedCommit, 'commit'>): Promise<StreamState> {
  const { account, seq } = commit;
  if (seq === 1) return INITIAL;
  const [row] = await ledger.read(account, { from: seq - 1, limit: 1 });
  return stateOn(ledger, { commit }, row);
}

/** The state after the row that a commit follows. */
async function stateOn(
  ledger: Ledger,
  { commit: { account, seq, prev } }: Pick<HashedCommit, 'commit'>,
  row: StoredCommit | undefined,
): Promise<StreamState> {
  if (row === undefined || row.seq !== seq - 1) throw new LedgerCorrupt(account, seq - 1, 'gap');
  const before = openStored(row, account, await ledger.keysOf([row]));
  if (before.hash !== prev) throw new LedgerCorrupt(account, seq - 1, 'chain-broken');
  return loadAfter(ledger, before);
}

/** Seconds after which a command that the index does not name counts as new; younger commits of the stream are searched. */
export const INDEX_LATE_SECONDS = 120;

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
