import { INITIAL, STATE_VERSION, type StreamState } from '../recovery/state.ts';
import { canonical, sha256 } from '../values/hash.ts';
import { type Commit, type Corruption, GENESIS, type SignedCommit, stateWith } from './commit.ts';
import { areCopiesOf, type Copies } from './copies.ts';
import { writingFlawOf } from './families.ts';
import { type Keys, signatureFlawOf } from './keys.ts';

/** A commit as read from a store, unverified. */
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
  /** Hash of the last intact commit; 64 zeros without one. */
  readonly head: string;
  /** The first finding, or null. Commits after it cannot be judged. */
  readonly finding: Finding | null;
}

/** The expected place of a stored commit. */
export interface Place {
  readonly account: string;
  readonly seq: number;
  /** Hash of the commit before it. */
  readonly prev: string;
}

/**
 * Verifies one stream from its first commit: numbers without gaps, chained hashes, bytes that match their hash, signatures of permitted
 * writers, and the state after each commit.
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

/** A verified commit with the state after it. */
export interface Followed {
  readonly signed: SignedCommit;
  readonly state: StreamState;
}

/** Verifies the next commit after a verified one; returns its flaw, or the state after it. */
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

/** Undefined for events that cannot be folded: a key's holder can sign those too. */
function folded(commit: Commit, before: StreamState): StreamState | undefined {
  try {
    return stateWith(before, commit);
  } catch {
    return undefined;
  }
}

/** Whether a stored state is the state after the events. A state of another product version does not count: it is folded again. */
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

/** The flaw of one stored commit, given the hash before it. `follow` checks its state. */
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

/** Reads a verified stored commit. */
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

/** Whether the form is complete enough for the rest of the verification; throws or is false otherwise. */
const isCommit = ({ v, at, events, writer, command, actor }: Commit): boolean =>
  v === 1 &&
  [at, writer.family, writer.key, command.id, command.type, actor.by].every((text) => typeof text === 'string') &&
  Array.isArray(events) &&
  events.every(({ type }) => typeof type === 'string');
