import { type HashedCommit, LedgerCorrupt } from './commit.ts';
import { flawOf, parseStored, type StoredCommit } from './verify.ts';

/**
 * A commit that was read by itself, checked against its own hash, its place and the digest of its state. Throws `LedgerCorrupt`. That the
 * commits before it are intact is for the verification of the whole stream to say.
 */
export function openStored(row: StoredCommit, account: string): HashedCommit {
  const flaw = flawOf(row, account, row.seq, claimedPrev(row.bytes));
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
