import {
  fold,
  GENESIS,
  type HashedCommit,
  LedgerCorrupt,
  type SignedCommit,
  stateAfter,
} from '../../core/audit/commit.ts';
import { openStored } from '../../core/audit/stored-commit.ts';
import { flawOf, parseStored } from '../../core/audit/verify.ts';
import { INITIAL, type StreamState } from '../../core/recovery/state.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { LedgerPlace } from '../../ports/queue.ts';

/** The current state of a stream; one read. */
export async function load(ledger: Ledger, stream: string): Promise<StreamState> {
  return stateAfter(await ledger.head(stream)) ?? (await foldStream(ledger, stream));
}

/** The commit at a place, verified by itself. Throws `LedgerCorrupt`: `gap` for an empty place. */
export async function loadCommit(ledger: Ledger, { stream, seq }: LedgerPlace): Promise<SignedCommit> {
  const [row] = await ledger.read(stream, { from: seq, limit: 1 });
  if (row?.seq !== seq) throw new LedgerCorrupt(stream, seq, 'gap');
  return openStored(row, stream, await ledger.keysOf([row]));
}

/** The state after a commit; usually without a read. */
export async function loadAfter(ledger: Ledger, hashed: HashedCommit): Promise<StreamState> {
  const { account, seq } = hashed.commit;
  return stateAfter(hashed) ?? (await foldStream(ledger, account, seq));
}

/** The state before a commit; one read. Throws `LedgerCorrupt`, also when the previous commit is not the one that this commit names. */
export async function loadBefore(ledger: Ledger, { commit }: HashedCommit): Promise<StreamState> {
  const { account, seq, prev } = commit;
  if (seq === 1) return INITIAL;
  const [row] = await ledger.read(account, { from: seq - 1, limit: 1 });
  if (row === undefined || row.seq !== seq - 1) throw new LedgerCorrupt(account, seq - 1, 'gap');
  const before = openStored(row, account, await ledger.keysOf([row]));
  if (before.hash !== prev) throw new LedgerCorrupt(account, seq - 1, 'chain-broken');
  return loadAfter(ledger, before);
}

const PAGE = 200;

/**
 * Folds the whole stream, or its first commits up to `last`; needed only after an upgrade that changed the meaning of a state, and only
 * until the next commit stores the new state. Nothing else proves these events, so every commit is verified. Throws `LedgerCorrupt`.
 */
export async function foldStream(
  ledger: Ledger,
  stream: string,
  last = Number.POSITIVE_INFINITY,
): Promise<StreamState> {
  const commits: SignedCommit[] = [];
  for (;;) {
    const limit = Math.min(PAGE, last - commits.length);
    const page = await ledger.read(stream, { from: commits.length + 1, limit });
    const keys = await ledger.keysOf(page);
    for (const row of page) {
      const seq = commits.length + 1;
      const flaw = flawOf(row, { account: stream, seq, prev: commits.at(-1)?.hash ?? GENESIS }, keys);
      if (flaw !== undefined) throw new LedgerCorrupt(stream, seq, flaw);
      commits.push(parseStored(row));
    }
    if (page.length < PAGE || commits.length >= last) return fold(commits);
  }
}
