import { fold, GENESIS, LedgerCorrupt, type SealedCommit, stateAfter } from '../core/audit/commit.ts';
import { flawOf, unseal } from '../core/audit/verify.ts';
import type { StreamState } from '../core/recovery/state.ts';
import type { Ledger } from '../ports/ledger.ts';

/** The state of a stream as it stands now; one read. */
export async function load(ledger: Ledger, stream: string): Promise<StreamState> {
  return stateAfter(await ledger.head(stream)) ?? (await foldStream(ledger, stream));
}

const PAGE = 200;

/**
 * Only after an upgrade that changed what a state means: folds the whole stream once; the next commit stores the new state. Nothing vouches
 * for the events here, so every commit is checked. Throws `LedgerCorrupt`.
 */
export async function foldStream(ledger: Ledger, stream: string): Promise<StreamState> {
  const commits: SealedCommit[] = [];
  for (;;) {
    const page = await ledger.read(stream, { from: commits.length + 1, limit: PAGE });
    for (const row of page) {
      const seq = commits.length + 1;
      const flaw = flawOf(row, stream, seq, commits.at(-1)?.hash ?? GENESIS);
      if (flaw !== undefined) throw new LedgerCorrupt(stream, seq, flaw);
      commits.push(unseal(row));
    }
    if (page.length < PAGE) return fold(commits);
  }
}
