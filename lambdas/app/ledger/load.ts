import { type HashedCommit, LedgerCorrupt, type SignedCommit, stateAfter, type Tip } from '../../core/audit/commit.ts';
import { openStored } from '../../core/audit/verify.ts';
import type { Command } from '../../core/recovery/commands.ts';
import { INITIAL, type StreamState } from '../../core/recovery/state.ts';
import { type CommitRange, isForgiving } from '../../core/registry/voiding.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { LedgerPlace } from '../../ports/queue.ts';
import { foldStream, loadAfter, walk } from './walk.ts';

/** What the next commit of a stream stands on. */
export interface StreamTip {
  /** Undefined for an empty stream. */
  readonly tip: Tip | undefined;
  readonly state: StreamState;
  /** Commits of the stream that count for nothing. */
  readonly skipped: readonly CommitRange[];
}

/**
 * What the next commit of a stream stands on; one read. A stream that passes over forged commits, and one that is to go on after forged commits, is walked from its
 * beginning instead. Throws `LedgerCorrupt`.
 */
export async function tipOf(ledger: Ledger, stream: string, command?: Command['type']): Promise<StreamTip> {
  if (command === 'ResumeStream' || isForgiving(stream)) {
    const { seq, hash, state, passed } = await walk(ledger, stream);
    return { tip: seq === 0 ? undefined : { commit: { seq }, hash }, state, skipped: passed };
  }
  const tip = await ledger.head(stream);
  const state = stateAfter(tip) ?? (await foldStream(ledger, stream));
  return { tip, state, skipped: state.skipped };
}

/** The current state of a stream; one read. */
export const load = async (ledger: Ledger, stream: string): Promise<StreamState> => (await tipOf(ledger, stream)).state;

/** The commit at a place, verified by itself. Throws `LedgerCorrupt`: `gap` for an empty place. */
export async function loadCommit(ledger: Ledger, { stream, seq }: LedgerPlace): Promise<SignedCommit> {
  const [row] = await ledger.read(stream, { from: seq, limit: 1 });
  if (row?.seq !== seq) throw new LedgerCorrupt(stream, seq, 'gap');
  return openStored(row, stream, await ledger.keysOf([row]));
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
