import { LedgerCorrupt, type SignedCommit } from './commit.ts';
import { COPIED } from './copies.ts';
import type { Keys } from './keys.ts';
import { flawOf, parseStored, type StoredCommit } from './verify.ts';

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
