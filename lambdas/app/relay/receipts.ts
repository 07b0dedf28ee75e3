import { GRACE_SECONDS } from '../../contract/workflow.ts';
import type { Commit } from '../../core/audit/commit.ts';
import { receiptIn } from '../../core/audit/receipts.ts';
import { plusSeconds } from '../../core/values/instant.ts';
import type { ReceiptViews } from '../../ports/receipts.ts';
import type { DueGrants } from '../../ports/workspace.ts';

export interface RelayedReceipts {
  readonly receipts: Pick<ReceiptViews, 'note' | 'noteTally'>;
  readonly dueGrants: Pick<DueGrants, 'note'>;
}

/** Shows what a commit reconciled or tallied, and has the sweeper end sessions where that is ordered; nothing for every other commit. */
export async function relayReceipts({ receipts, dueGrants }: RelayedReceipts, commit: Commit): Promise<void> {
  const { account, at } = commit;
  for (const event of commit.events)
    if (event.type === 'ContainmentOrdered' && event.signsOut) {
      const { containment: recovery, connector } = event;
      // The sweeper leaves the end of a grant to the workflow for a while. Nothing else ends these sessions, so they are due at once.
      const expiresAt = plusSeconds(at, -GRACE_SECONDS);
      await dueGrants.note({ account, recovery, connector, expiresAt, contains: true });
    }
  const receipt = receiptIn(commit);
  if (receipt !== undefined) await receipts.note(receipt);
  for (const event of commit.events)
    if (event.type === 'ReceiptsTallied') await receipts.noteTally({ ...event.tally, seq: commit.seq, at: commit.at });
}
