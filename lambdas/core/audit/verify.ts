import { STATE_VERSION } from '../recovery/state.ts';
import { canonical, sha256 } from '../values/hash.ts';
import { type Commit, type Corruption, fold, GENESIS, type HashedCommit } from './commit.ts';

/** A commit as it came out of a store, before anything in it is believed. */
export interface StoredCommit {
  readonly account: string;
  readonly seq: number;
  readonly bytes: string;
  readonly hash: string;
  readonly state: string;
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

/** Walks one stream from its first commit: numbers without gaps, hashes that chain, bytes that hash, and states that the events fold to. */
export function verifyStream(account: string, stored: readonly StoredCommit[], expectedHead?: string): Verification {
  let head = GENESIS;
  const hashed: HashedCommit[] = [];
  const found = (seq: number, corruption: Corruption): Verification => ({
    ...{ account, commits: stored.length, head },
    finding: { account, seq, corruption },
  });
  for (const [index, row] of stored.entries()) {
    const corruption = flawOf(row, account, index + 1, head);
    if (corruption !== undefined) return found(index + 1, corruption);
    hashed.push(parseStored(row));
    head = row.hash;
  }
  const last = stored.at(-1);
  if (last !== undefined && !isFolded(last, hashed)) return found(last.seq, 'state-altered');
  if (expectedHead !== undefined && expectedHead !== head) return found(stored.length + 1, 'head-missing');
  return { account, commits: stored.length, head, finding: null };
}

/** What is wrong with one stored commit, given the hash before it. */
export function flawOf(row: StoredCommit, account: string, seq: number, prev: string): Corruption | undefined {
  if (row.seq !== seq) return 'gap';
  if (sha256(prev + row.bytes) !== row.hash) return 'bytes-altered';
  const commit = parseCommit(row.bytes);
  if (commit === undefined) return 'unreadable';
  if (commit.prev !== prev) return 'chain-broken';
  if (commit.account !== account || commit.seq !== seq || row.account !== account) return 'copy-altered';
  if (sha256(row.state) !== commit.after) return 'state-altered';
  return undefined;
}

/** Reads a stored commit whose hash has been checked. */
export const parseStored = (row: StoredCommit): HashedCommit => ({
  commit: JSON.parse(row.bytes) as Commit,
  bytes: row.bytes,
  hash: row.hash,
  state: row.state,
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
const isCommit = ({ v, events }: Commit): boolean =>
  v === 1 && Array.isArray(events) && events.every(({ type }) => typeof type === 'string');

/** Whoever can forge hashes can also hash events or a state that nobody can read: then they do not fold to it. */
function isFolded(last: StoredCommit, hashed: readonly HashedCommit[]): boolean {
  try {
    const { v } = JSON.parse(last.state) as { v: number };
    if (v !== STATE_VERSION) return Number.isInteger(v);
    return canonical({ v, state: fold(hashed) }) === last.state;
  } catch {
    return false;
  }
}
