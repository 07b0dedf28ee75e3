import { STATE_VERSION, type StreamState } from '../recovery/state/state.ts';
import { canonical, sha256 } from '../values/hash.ts';
import type { Instant } from '../values/instant.ts';
import { areCopiesOf, areOlderCopiesOf, COPIED, type Copies, copiesOf } from './alert.ts';
import { type Commit, type Corruption, LedgerCorrupt, type SignedCommit, stateWith } from './commit.ts';
import { writingFlawOf } from './families.ts';
import type { Keys, Writer } from './keys.ts';
import { isNewer, isProved } from './rows.ts';

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

/** A verified commit as it is stored. */
export const rowOf = ({ commit, bytes, hash, signature, state }: SignedCommit): StoredCommit => ({
  ...{ account: commit.account, seq: commit.seq, bytes, hash, signature, state, copies: copiesOf(commit) },
});

/** The expected place of a stored commit. */
export interface Place {
  readonly account: string;
  readonly seq: number;
  /** Hash of the commit before it. */
  readonly prev: string;
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
  if (!isNewer(signed.commit, before)) return 'row-unproved';
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

/** Whether a stored state can be compared. A state of another product version cannot. */
export const isComparable = ({ state }: Pick<StoredCommit, 'state'>): boolean => versionOf(state) === STATE_VERSION;

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
    if (flaw !== undefined) return flaw;
    if (isOfBatch(commit) && !isProved(commit)) return 'row-unproved';
    return (isComparable(row) ? areCopiesOf : areOlderCopiesOf)(row.copies, commit) ? undefined : 'copy-altered';
  } catch {
    return 'unreadable';
  }
}

/** Whether a commit says that it applies a row of a batch, or was to. */
const isOfBatch = ({ command, events }: Commit): boolean =>
  command.type === 'ApplyRow' || events.some(({ type }) => type === 'RowApplied');

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

/**
 * Verifies one commit by itself: its hash, its place, the digest of its state, its signature, and its writer's rights. Throws
 * `LedgerCorrupt`. Only the verification of the whole stream checks the commits before it.
 */
export function openStored(row: StoredCommit, account: string, keys: Keys): SignedCommit {
  const flaw = flawOf(row, { account, seq: row.seq, prev: claimedPrev(row.bytes) }, keys);
  if (flaw !== undefined) throw new LedgerCorrupt(account, row.seq, flaw);
  return parseStored(row);
}

/** The previous hash that the bytes claim. The hash over both then shows whether these bytes were hashed. */
function claimedPrev(bytes: string): string {
  try {
    return String((JSON.parse(bytes) as { prev?: unknown } | null)?.prev);
  } catch {
    return '';
  }
}

/** The signing key that untrusted bytes name; undefined when they name none. */
export function claimedKey(bytes: string): string | undefined {
  try {
    const key = (JSON.parse(bytes) as { writer?: { key?: unknown } } | null)?.writer?.key;
    return typeof key === 'string' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** A stored commit from its attributes by name. A missing attribute becomes empty, so the checks find it. */
export function rowFrom(attribute: (name: string) => string | undefined): StoredCommit {
  const text = (name: string): string => attribute(name) ?? '';
  const copies = COPIED.flatMap((name) => {
    const value = attribute(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    account: text('account'),
    seq: Number(attribute('seq') ?? Number.NaN),
    bytes: text('bytes'),
    hash: text('hash'),
    signature: text('signature'),
    state: text('state'),
    copies: Object.fromEntries(copies),
  };
}

/** The flaw of a signature over the hash of a message, checked against the writer that the message names. */
export function signatureFlawOf(
  { writer, at }: { readonly writer: Writer; readonly at: Instant },
  { message, signature }: { readonly message: string; readonly signature: string },
  keys: Keys,
): 'key-unknown' | 'key-ended' | 'signature-wrong' | undefined {
  const half = keys(writer.key);
  if (half === undefined || half.family !== writer.family) return 'key-unknown';
  if (half.from !== null && at < half.from) return 'key-unknown';
  if (half.until !== null && at > half.until) return 'key-ended';
  return half.verifies(message, signature) ? undefined : 'signature-wrong';
}
