import { INITIAL, STATE_VERSION, type StreamState } from '../recovery/state.ts';
import { canonical, sha256 } from '../values/hash.ts';
import { type Commit, type Corruption, GENESIS, type SignedCommit, stateWith } from './commit.ts';
import { areCopiesOf, type Copies } from './copies.ts';
import { writingFlawOf } from './families.ts';
import { type Keys, signatureFlawOf } from './keys.ts';

/** A commit as it came out of a store, before anything in it is believed. */
export interface StoredCommit {
  readonly account: string;
  readonly seq: number;
  readonly bytes: string;
  readonly hash: string;
  readonly signature: string;
  readonly state: string;
  readonly copies: Copies;
}

export interface Finding {
  readonly account: string;
  readonly seq: number;
  readonly corruption: Corruption;
}

export interface Verification {
  readonly account: string;
  readonly commits: number;
  /** Hash of the last commit that is intact; 64 zeros where there is none. */
  readonly head: string;
  /** The first thing that is wrong, if anything is; what comes after it cannot be judged. */
  readonly finding: Finding | null;
}

/** Where a stored commit should stand, and what it should follow on. */
export interface Place {
  readonly account: string;
  readonly seq: number;
  /** Hash of the commit before it. */
  readonly prev: string;
}

/**
 * Walks one stream from its first commit: numbers without gaps, hashes that chain, bytes that hash, signatures of those who may write this,
 * and after each commit the state that its events lead to.
 */
export function verifyStream(
  account: string,
  stored: readonly StoredCommit[],
  { keys, expectedHead }: { readonly keys: Keys; readonly expectedHead?: string },
): Verification {
  let prev = GENESIS;
  let state: StreamState = INITIAL;
  const found = (seq: number, corruption: Corruption): Verification => ({
    ...{ account, commits: stored.length, head: prev },
    finding: { account, seq, corruption },
  });
  for (const [index, row] of stored.entries()) {
    const seq = index + 1;
    const checked = follow(row, { account, seq, prev }, { keys, before: state });
    if (typeof checked === 'string') return found(seq, checked);
    prev = row.hash;
    state = checked.state;
  }
  if (expectedHead !== undefined && expectedHead !== prev) return found(stored.length + 1, 'head-missing');
  return { account, commits: stored.length, head: prev, finding: null };
}

/** A commit that is what it should be, and the state after it. */
export interface Followed {
  readonly signed: SignedCommit;
  readonly state: StreamState;
}

/** One commit after another whose hash and state are known to be right: what is wrong with it, or the state that it leaves. */
export function follow(
  row: StoredCommit,
  place: Place,
  { keys, before }: { readonly keys: Keys; readonly before: StreamState },
): Corruption | Followed {
  const flaw = flawOf(row, place, keys);
  if (flaw !== undefined) return flaw;
  const signed = parseStored(row);
  const state = folded(signed.commit, before);
  if (state === undefined) return 'unreadable';
  return isSpelled(row.state, state) ? { signed, state } : 'state-altered';
}

/** Who can sign can also sign events that nobody can fold: undefined. */
function folded(commit: Commit, before: StreamState): StreamState | undefined {
  try {
    return stateWith(before, commit);
  } catch {
    return undefined;
  }
}

/** Whether a stored state is the one that the events lead to. One of another version of the product is nobody's word: it is folded anew. */
function isSpelled(stored: string, state: StreamState): boolean {
  const v = versionOf(stored);
  return v === STATE_VERSION ? canonical({ v, state }) === stored : Number.isInteger(v);
}

function versionOf(state: string): unknown {
  try {
    return (JSON.parse(state) as { v?: unknown } | null)?.v;
  } catch {
    return undefined;
  }
}

/** What is wrong with one stored commit, given the hash before it. Whether its state follows is for `follow` to say. */
export function flawOf(row: StoredCommit, { account, seq, prev }: Place, keys: Keys): Corruption | undefined {
  if (row.seq !== seq) return 'gap';
  if (sha256(prev + row.bytes) !== row.hash) return 'bytes-altered';
  const commit = parseCommit(row.bytes);
  if (commit === undefined) return 'unreadable';
  if (commit.prev !== prev) return 'chain-broken';
  if (commit.account !== account || commit.seq !== seq || row.account !== account) return 'copy-altered';
  if (sha256(row.state) !== commit.after) return 'state-altered';
  const signed = { message: prev + row.bytes, signature: row.signature };
  return signatureFlawOf(commit, signed, keys) ?? contentFlawOf(commit, row);
}

function contentFlawOf(commit: Commit, row: StoredCommit): Corruption | undefined {
  const { writer, command, actor, events } = commit;
  try {
    const flaw = writingFlawOf({ family: writer.family, command: command.type, by: actor.by, events });
    return flaw ?? (areCopiesOf(row.copies, commit) ? undefined : 'copy-altered');
  } catch {
    return 'unreadable';
  }
}

/** Reads a stored commit that has been checked. */
export const parseStored = ({ bytes, hash, signature, state }: StoredCommit): SignedCommit => ({
  ...{ commit: JSON.parse(bytes) as Commit, bytes, hash, signature, state },
});

function parseCommit(bytes: string): Commit | undefined {
  try {
    const value = JSON.parse(bytes) as Commit;
    return isCommit(value) && canonical(value) === bytes ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Enough of the form that the rest of the verification can look at it; throws or is false for anything else. */
const isCommit = ({ v, at, events, writer, command, actor }: Commit): boolean =>
  v === 1 &&
  [at, writer.family, writer.key, command.id, command.type, actor.by].every((text) => typeof text === 'string') &&
  Array.isArray(events) &&
  events.every(({ type }) => typeof type === 'string');
