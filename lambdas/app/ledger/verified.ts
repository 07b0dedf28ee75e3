import { LedgerCorrupt, type SignedCommit } from '../../core/audit/commit.ts';
import type { RecoveryId, StreamState } from '../../core/recovery/state.ts';
import { isInRanges } from '../../core/registry/voiding.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { StreamHead, Views } from '../../ports/workspace.ts';
import { log } from '../log.ts';
import { load } from './load.ts';
import { walk } from './walk.ts';

/**
 * Verifies a commit against its predecessor, and so on back to the last verified one: a commit that follows a forged one causes no effects,
 * however many commits later. Notes the commit as verified. Costs one more read when the stream is intact. Returns false for a voided
 * commit. Throws `LedgerCorrupt`, which names the first bad commit.
 */
export async function verifyOnwards(
  { ledger, views }: { readonly ledger: Ledger; readonly views: Pick<Views, 'head' | 'noteHead'> },
  { commit, hash }: SignedCommit,
): Promise<boolean> {
  const { account, seq } = commit;
  const noted = await views.head(account);
  if (noted !== undefined && noted.seq > seq) return !isInRanges((await load(ledger, account)).skipped, seq);
  const reached = await walk(ledger, account, { after: noted, last: seq });
  if (reached.hash !== hash) throw new LedgerCorrupt(account, seq, 'chain-broken');
  if (isInRanges(reached.passed, seq)) return false;
  await views.noteHead({ account, seq, hash });
  return true;
}

/** Whether two administrators voided a commit and its stream has resumed. */
export async function isVoided(ledger: Ledger, stream: string, seq: number): Promise<boolean> {
  return isInRanges((await loadLastGood(ledger, stream)).skipped, seq);
}

/**
 * Verifies every commit of a stream since a recovery was opened, including those of other recoveries: an execution or a handed-over
 * credential depends on all of them. The relay verified older commits before it started anything. Throws `LedgerCorrupt`, and
 * `AdapterError` when the recovery is not found yet.
 */
export async function verifyRecovery(ledger: Ledger, account: string, recovery: RecoveryId): Promise<void> {
  const { commits } = await ledger.readRecovery(account, recovery);
  const [opening] = commits;
  if (opening === undefined) throw new AdapterError('unavailable', { retryable: true });
  await walk(ledger, account, { after: opening.seq === 1 ? undefined : await rowAt(ledger, account, opening.seq - 1) });
}

/**
 * The current state of a stream; after a forged commit, the state before that one. For things that must continue, such as the policy in
 * force and the records of administrators who void. Never uses a commit that fails verification.
 */
export async function loadLastGood(ledger: Ledger, stream: string): Promise<StreamState> {
  try {
    return await load(ledger, stream);
  } catch (error) {
    if (!(error instanceof LedgerCorrupt)) throw error;
    const { account, seq, corruption } = error;
    log('error', 'stream stopped', { account, seq, corruption });
    return (await walk(ledger, stream, { isForgiving: true })).state;
  }
}

async function rowAt(ledger: Ledger, account: string, seq: number): Promise<StreamHead> {
  const [row] = await ledger.read(account, { from: seq, limit: 1 });
  if (row?.seq !== seq) throw new LedgerCorrupt(account, seq, 'gap');
  return row;
}
