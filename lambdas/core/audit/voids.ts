import { INITIAL, type StreamState } from '../recovery/state/state.ts';
import {
  areWithin,
  type CommitRange,
  type ConfirmedVoiding,
  type ForgedCommit,
  isForgiving,
  joined,
} from '../registry/voiding.ts';
import { canonical, sha256 } from '../values/hash.ts';
import { type Corruption, GENESIS, type SignedCommit } from './commit.ts';
import type { Keys } from './keys.ts';
import { type Agreed, appliedIn, NOTHING_AGREED } from './rows.ts';
import { type Followed, follow, isComparable, type StoredCommit } from './verify.ts';

/*
 * A forged commit stops its stream. Once two administrators have voided it, everybody who walks the stream passes over it: the chain goes on
 * from its hash as it lies, the state from the last good commit before it.
 */

/** The voiding of a stored commit; undefined where nobody voided exactly this one. */
export type Voids = (row: StoredCommit) => ConfirmedVoiding | undefined;

export const NO_VOIDS: Voids = () => undefined;

/** Digest of everything that is stored of a commit: no other row can be passed off as the voided one. */
export const rowDigest = ({ account, seq, bytes, hash, signature, state, copies }: StoredCommit): string =>
  sha256(canonical({ account, seq, bytes, hash, signature, state, copies: { ...copies } }));

export function voidsFrom(voidings: readonly ConfirmedVoiding[]): Voids {
  return (row) =>
    voidings.find(
      ({ stream, commits }) =>
        stream === row.account && commits.some(({ seq, row: digest }) => seq === row.seq && digest === rowDigest(row)),
    );
}

/** The commits before the next one of a walk. */
export interface Footing {
  readonly seq: number;
  readonly hash: string;
  readonly state: StreamState;
  /** Commits that the walk has passed over, because they are voided, or forged on a stream that forgives it. */
  readonly passed: readonly CommitRange[];
}

export const BEGINNING: Footing = { seq: 0, hash: GENESIS, state: INITIAL, passed: [] };

/** What a walk does with one stored commit. */
export type WalkStep =
  /** `overruled`: somebody voided it although it is not forged, so that it counts all the same. */
  | { readonly is: 'good'; readonly footing: Footing; readonly signed: SignedCommit; readonly overruled: boolean }
  /** Without a voiding: on some streams of the registry, a forged commit counts for nothing by itself. */
  | {
      readonly is: 'voided';
      readonly footing: Footing;
      readonly flaw: string;
      readonly voiding: ConfirmedVoiding | null;
    }
  | { readonly is: 'wrong'; readonly flaw: Corruption };

interface Walker {
  readonly keys: Keys;
  readonly voids: Voids;
  /** Absent: no batch counts as agreed on. */
  readonly agreed?: Agreed;
}

/** The step from commits that are known to be right over the next row of their stream. Pure and total. */
export function stepOver(account: string, footing: Footing, row: StoredCommit, walker: Walker): WalkStep {
  const { voids } = walker;
  const seq = footing.seq + 1;
  const followed = following(account, footing, row, walker);
  const flaw = typeof followed === 'string' ? followed : undefined;
  if (flaw === 'gap') return { is: 'wrong', flaw };
  const passed = joined([...footing.passed, { from: seq, to: seq }]);
  const over = { ...footing, seq, hash: hashLying(row, footing.hash), passed };
  const voiding = voids(row) ?? null;
  if (typeof followed === 'string') {
    const isPassed = voiding !== null || isForgiving(account);
    return isPassed ? { is: 'voided', footing: over, flaw: followed, voiding } : { is: 'wrong', flaw: followed };
  }
  const recorded = voiding?.commits.find((one) => one.seq === seq)?.flaw;
  // INVARIANT: an upgrade makes no voided commit good again: with a state of another version, its flaw can no longer be seen.
  if (voiding !== null && recorded !== undefined && UNSEEN_LATER.includes(recorded) && !isComparable(row))
    return { is: 'voided', footing: over, flaw: recorded, voiding };
  const { signed, state } = followed;
  return { is: 'good', footing: { ...footing, seq, hash: row.hash, state }, signed, overruled: voiding !== null };
}

/** Flaws that cannot be seen any more in a row of another version of the state: of its copies, that of the severity. */
const UNSEEN_LATER: readonly string[] = ['state-altered', 'copy-altered'] satisfies readonly Corruption[];

/**
 * As `follow`, a row of a batch is of one that was agreed on, and a stream that goes on says truly what it passed over: nobody hides an honest
 * commit by the word of one function.
 */
function following(
  account: string,
  footing: Footing,
  row: StoredCommit,
  { keys, agreed = NOTHING_AGREED }: Walker,
): Corruption | Followed {
  const followed = follow(row, { account, seq: footing.seq + 1, prev: footing.hash }, { keys, before: footing.state });
  if (typeof followed === 'string') return followed;
  const applied = appliedIn(followed.signed.commit.events);
  if (applied !== undefined && !agreed(applied)) return 'row-unproved';
  const resumed = followed.signed.commit.events.flatMap((event) =>
    event.type === 'StreamResumed' ? event.skipped : [],
  );
  return areWithin(resumed, footing.passed) ? followed : 'event-not-allowed';
}

const HASH = /^[0-9a-f]{64}$/;

/** The hash that the next commit follows on: the stored one, so that honest commits that stand on a forged one keep their place. */
const hashLying = ({ hash, bytes }: StoredCommit, prev: string): string =>
  HASH.test(hash) ? hash : sha256(prev + bytes);

/** A commit as it lies after others, for those who want to void it. */
export function lyingAfter(account: string, footing: Footing, row: StoredCommit, walker: Walker): ForgedCommit {
  const stepped = stepOver(account, footing, row, walker);
  const flaw = stepped.is === 'good' ? 'none' : stepped.flaw;
  return { seq: row.seq, hash: hashLying(row, footing.hash), row: rowDigest(row), flaw };
}

/** A commit that counts for nothing. */
export interface Voided {
  readonly seq: number;
  readonly flaw: string;
  /** Null on a stream where nobody has to void it. */
  readonly voiding: Pick<ConfirmedVoiding, 'proposedBy' | 'confirmedBy' | 'at'> | null;
}

export interface Finding {
  readonly account: string;
  readonly seq: number;
  readonly corruption: Corruption;
}

export interface Verification {
  readonly account: string;
  readonly commits: number;
  /** Hash of the last commit that is intact, or voided; 64 zeros where there is none. */
  readonly head: string;
  /** The first thing that is wrong, if anything is; what comes after it cannot be judged. */
  readonly finding: Finding | null;
  readonly voided: readonly Voided[];
  /** Numbers of commits that were voided although they are not forged: they count, and whoever voided them had no right to. */
  readonly overruled: readonly number[];
  /** The state after the commits that were verified. */
  readonly state: StreamState;
}

/**
 * Walks one stream from its first commit: numbers without gaps, hashes that chain, bytes that hash, signatures of those who may write this,
 * and after each commit the state that its events lead to. Voided commits are passed over, and named.
 */
export function verifyStream(
  account: string,
  stored: readonly StoredCommit[],
  {
    keys,
    voids = NO_VOIDS,
    agreed = NOTHING_AGREED,
    expectedHead,
  }: { readonly keys: Keys; readonly voids?: Voids; readonly agreed?: Agreed; readonly expectedHead?: string },
): Verification {
  let footing = BEGINNING;
  const voided: Voided[] = [];
  const overruled: number[] = [];
  const found = (seq: number, corruption: Corruption): Verification => ({
    ...verified(),
    finding: { account, seq, corruption },
  });
  const verified = (): Verification => ({
    ...{ account, commits: stored.length, head: footing.hash, finding: null },
    ...{ voided, overruled, state: footing.state },
  });
  for (const row of stored) {
    const stepped = stepOver(account, footing, row, { keys, voids, agreed });
    if (stepped.is === 'wrong') return found(footing.seq + 1, stepped.flaw);
    footing = stepped.footing;
    if (stepped.is === 'voided')
      voided.push({ seq: footing.seq, flaw: stepped.flaw, voiding: byWhom(stepped.voiding) });
    else if (stepped.overruled) overruled.push(footing.seq);
  }
  if (expectedHead !== undefined && expectedHead !== footing.hash) return found(stored.length + 1, 'head-missing');
  return verified();
}

const byWhom = (voiding: ConfirmedVoiding | null): Voided['voiding'] =>
  voiding === null ? null : { proposedBy: voiding.proposedBy, confirmedBy: voiding.confirmedBy, at: voiding.at };
