import { LedgerCorrupt, type SignedCommit } from './commit.ts';
import { COPIED } from './copies.ts';
import type { Keys } from './keys.ts';
import { flawOf, parseStored, type StoredCommit } from './verify.ts';

/**
 * A commit that was read by itself, checked against its own hash, its place, the digest of its state, its signature, and what its writer may
 * write. Throws `LedgerCorrupt`. That the commits before it are intact is for the verification of the whole stream to say.
 */
export function openStored(row: StoredCommit, account: string, keys: Keys): SignedCommit {
  const flaw = flawOf(row, { account, seq: row.seq, prev: claimedPrev(row.bytes) }, keys);
  if (flaw !== undefined) throw new LedgerCorrupt(account, row.seq, flaw);
  return parseStored(row);
}

/** The hash before it, as the bytes claim; the hash over both shows whether they are the bytes that were hashed. */
function claimedPrev(bytes: string): string {
  try {
    return String((JSON.parse(bytes) as { prev?: unknown } | null)?.prev);
  } catch {
    return '';
  }
}

/** The key that bytes name as their signer's, before anything in them is believed; undefined where they name none. */
export function claimedKey(bytes: string): string | undefined {
  try {
    const key = (JSON.parse(bytes) as { writer?: { key?: unknown } } | null)?.writer?.key;
    return typeof key === 'string' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** A stored commit from its attributes by name. What is missing comes out empty, so that the checks find it. */
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
