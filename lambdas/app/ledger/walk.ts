import { type Commit, type HashedCommit, LedgerCorrupt, stateAfter } from '../../core/audit/commit.ts';
import { type Agreed, batchNamedBy, isAgreedIn } from '../../core/audit/rows.ts';
import { isComparable, openStored, type StoredCommit } from '../../core/audit/verify.ts';
import {
  BEGINNING,
  type Footing,
  lyingAfter,
  NO_VOIDS,
  stepOver,
  type Voids,
  voidsFrom,
} from '../../core/audit/voids.ts';
import type { AppliedRow } from '../../core/recovery/state/batches.ts';
import { INITIAL, type StreamState } from '../../core/recovery/state/state.ts';
import {
  type CommitRange,
  type ConfirmedVoiding,
  type ForgedCommit,
  isForgiving as isForgivingStream,
  isInRanges,
  voidsStream,
} from '../../core/registry/voiding.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { StreamHead } from '../../ports/workspace.ts';

/*
 * A commit that verifies by itself may still follow a forged one: a captured function can continue after its own forgery. So code that
 * causes effects walks from a verified commit to the one that it works, and accepts no state that does not follow from the events.
 */

const PAGE = 100;

export interface Walk {
  /** The commit that the walk begins after; undefined: from the first. */
  readonly after?: StreamHead | Footing | undefined;
  /** Number of a commit that the walk begins on, verified by itself and read with those after it; instead of `after`. */
  readonly on?: number;
  /** Number of the last commit of the walk; absent: to the end of the stream. */
  readonly last?: number | undefined;
  /** Whether to stop before the first bad commit instead of throwing. */
  readonly isForgiving?: boolean;
  /** Called with each good commit, and with the states before and after it. */
  readonly visit?: (commit: Commit, before: StreamState, after: StreamState) => void;
}

export interface Walked extends Footing {
  /** The walk reached its last commit, and there was none after it. */
  readonly isNewest: boolean;
  /** The state before the last commit; undefined where the walk passed none. */
  readonly before: StreamState | undefined;
}

/**
 * Walks from a verified commit to a later one, or to the end of the stream, and passes over voided commits. Reads the voidings only at a bad
 * commit, or at one of another product version. Throws `LedgerCorrupt`.
 */
export async function walk(ledger: Ledger, account: string, asked: Walk = {}): Promise<Walked> {
  const { last = Number.POSITIVE_INFINITY, isForgiving = false } = asked;
  let voids: Voids | undefined;
  let before: StreamState | undefined;
  let { footing, rows: ahead } = await startOf(ledger, account, asked);
  while (footing.seq < last) {
    const wanted = last - footing.seq;
    // One more than wanted: it tells whether the last one is the newest.
    const limit = ahead?.limit ?? Math.min(PAGE, wanted + 1);
    const rows = ahead?.rows ?? (await ledger.read(account, { from: footing.seq + 1, limit }));
    ahead = undefined;
    const [keys, agreed] = await Promise.all([ledger.keysOf(rows), agreedAmong(ledger, rows)]);
    for (const row of rows.slice(0, wanted)) {
      let stepped = stepOver(account, footing, row, { keys, voids: voids ?? NO_VOIDS, agreed });
      if (voids === undefined && (stepped.is === 'wrong' || !isComparable(row))) {
        voids = voidsFrom(await voidingsOf(ledger, account));
        stepped = stepOver(account, footing, row, { keys, voids, agreed });
      }
      if (stepped.is === 'wrong' && isForgiving) return { ...footing, before, isNewest: false };
      if (stepped.is === 'wrong') throw new LedgerCorrupt(account, footing.seq + 1, stepped.flaw);
      before = footing.state;
      footing = stepped.footing;
      if (stepped.is === 'good') asked.visit?.(stepped.signed.commit, before, footing.state);
    }
    if (rows.length < limit) return { ...footing, before, isNewest: true };
  }
  return { ...footing, before, isNewest: false };
}

/** Where a walk begins, and the rows after it where they were read with it. */
async function startOf(ledger: Ledger, account: string, { after, on }: Walk) {
  if (on === undefined || on < 1) return { footing: await footingOf(ledger, after), rows: undefined };
  const [row, ...rows] = await ledger.read(account, { from: on, limit: PAGE });
  const footing = await footingOn(ledger, { account, seq: on }, row);
  return { footing, rows: { rows, limit: PAGE - 1 } };
}

async function footingOf(ledger: Ledger, after: Walk['after']): Promise<Footing> {
  if (after === undefined) return BEGINNING;
  return 'state' in after ? { ...after, passed: [] } : footingAt(ledger, after);
}

/**
 * Which batches that these commits name two administrators agreed on: each is looked up on its own stream, by a walk to the commit that
 * confirmed it. No read where no commit applies a row. A batch that is not found there, or whose stream is forged, was not agreed on.
 */
export async function agreedAmong(ledger: Ledger, rows: readonly StoredCommit[]): Promise<Agreed> {
  const states = new Map<string, StreamState>();
  for (const place of rows.flatMap((row) => batchNamedBy(row) ?? []))
    if (!states.has(spelled(place))) states.set(spelled(place), await agreedState(ledger, place));
  return (row) => isAgreedIn(states.get(spelled(row)) ?? INITIAL, row);
}

type BatchPlace = Pick<AppliedRow, 'batch' | 'confirmed'>;

const spelled = ({ batch, confirmed }: BatchPlace): string => `${confirmed} ${batch}`;

/** Confirmations that this instance has verified: none ever changes. */
const AGREED = new WeakMap<Ledger, Map<string, StreamState>>();
const MOST_AGREED = 16;

async function agreedState(ledger: Ledger, place: BatchPlace): Promise<StreamState> {
  const known = AGREED.get(ledger) ?? new Map<string, StreamState>();
  AGREED.set(ledger, known);
  const before = known.get(spelled(place));
  if (before !== undefined) return before;
  const { seq, state } = await walk(ledger, place.batch, { last: place.confirmed, isForgiving: true });
  if (seq !== place.confirmed) return INITIAL;
  if (known.size >= MOST_AGREED) known.clear();
  known.set(spelled(place), state);
  return state;
}

/** The confirmed voidings of a stream. One that passes over forged commits by itself needs none and has none. Throws `LedgerCorrupt`. */
export async function voidingsOf(ledger: Ledger, stream: string): Promise<readonly ConfirmedVoiding[]> {
  if (isForgivingStream(stream)) return [];
  return (await walk(ledger, voidsStream(stream))).state.voidings;
}

/**
 * The stored commits of a range, each with its flaw, if it has one. Verifies the stream from its first commit. Ends early at the end of the
 * stream, and at a bad commit outside the range.
 */
export async function lyingIn(ledger: Ledger, stream: string, range: CommitRange): Promise<readonly ForgedCommit[]> {
  const found: ForgedCommit[] = [];
  const voids = voidsFrom(await voidingsOf(ledger, stream));
  const assumed = { stream, commits: [], proposedBy: '', confirmedBy: '', at: '' };
  const walker = {
    voids: ((row) => voids(row) ?? (isInRanges([range], row.seq) ? assumed : undefined)) satisfies Voids,
  };
  let footing = BEGINNING;
  while (footing.seq < range.to) {
    const limit = Math.min(PAGE, range.to - footing.seq);
    const rows = await ledger.read(stream, { from: footing.seq + 1, limit });
    const [keys, agreed] = await Promise.all([ledger.keysOf(rows), agreedAmong(ledger, rows)]);
    for (const row of rows) {
      if (row.seq >= range.from) found.push(lyingAfter(stream, footing, row, { ...walker, keys, agreed }));
      const stepped = stepOver(stream, footing, row, { ...walker, keys, agreed });
      if (stepped.is === 'wrong') return found;
      footing = stepped.footing;
    }
    if (rows.length < limit) break;
  }
  return found;
}

/** The state after a commit; usually without a read. */
export async function loadAfter(ledger: Ledger, hashed: HashedCommit): Promise<StreamState> {
  const { account, seq } = hashed.commit;
  return stateAfter(hashed) ?? (await foldStream(ledger, account, seq));
}

/**
 * Folds the whole stream, or its first commits up to `last`; needed only after an upgrade that changed the meaning of a state, and only
 * until the next commit stores the new state. Nothing else proves these events, so every commit is verified. Throws `LedgerCorrupt`.
 */
export const foldStream = async (ledger: Ledger, stream: string, last?: number): Promise<StreamState> =>
  (await walk(ledger, stream, { last })).state;

async function footingAt(ledger: Ledger, { account, seq, hash }: StreamHead): Promise<Footing> {
  const [row] = await ledger.read(account, { from: seq, limit: 1 });
  const footing = await footingOn(ledger, { account, seq }, row);
  if (footing.hash !== hash) throw new LedgerCorrupt(account, seq, 'chain-broken');
  return footing;
}

/** The footing on a row that should stand at this place. */
async function footingOn(
  ledger: Ledger,
  { account, seq }: Pick<StreamHead, 'account' | 'seq'>,
  row: StoredCommit | undefined,
): Promise<Footing> {
  if (row?.seq !== seq) throw new LedgerCorrupt(account, seq, 'gap');
  const opened = openStored(row, account, await ledger.keysOf([row]));
  return { seq, hash: opened.hash, state: await loadAfter(ledger, opened), passed: [] };
}
