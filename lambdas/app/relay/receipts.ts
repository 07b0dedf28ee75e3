import type { Commit } from '../../core/audit/commit.ts';
import { receiptIn } from '../../core/audit/receipts.ts';
import type { Receipts } from '../../ports/receipts.ts';

/** Shows what a commit reconciled or tallied; nothing for every other commit. */
export async function relayReceipts(
  { receipts }: { readonly receipts: Pick<Receipts, 'note' | 'noteTally'> },
  commit: Commit,
): Promise<void> {
  const receipt = receiptIn(commit);
  if (receipt !== undefined) await receipts.note(receipt);
  for (const event of commit.events)
    if (event.type === 'ReceiptsTallied') await receipts.noteTally({ ...event.tally, seq: commit.seq, at: commit.at });
}
