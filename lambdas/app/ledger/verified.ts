import { GENESIS, LedgerCorrupt, type SignedCommit } from '../../core/audit/commit.ts';
import { openStored } from '../../core/audit/stored-commit.ts';
import { follow } from '../../core/audit/verify.ts';
import { INITIAL, type RecoveryId, type StreamState } from '../../core/recovery/state.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { StreamHead, Views } from '../../ports/workspace.ts';
import { log } from '../log.ts';
import { load, loadAfter } from './load.ts';

/*
 * A commit that verifies by itself may still follow a forged one: a captured function can continue after its own forgery. So code that
 * causes effects walks from a verified commit to the one that it works, and accepts no state that does not follow from the events.
 */

const PAGE = 100;

/** The commit after which a walk begins, and the state after it. */
interface Footing {
  readonly seq: number;
  readonly hash: string;
  readonly state: StreamState;
}

const BEGINNING: Footing = { seq: 0, hash: GENESIS, state: INITIAL };

/**
 * Verifies a commit against its predecessor, and so on back to the last verified one: a commit that follows a forged one causes no effects,
 * however many commits later. Notes the commit as verified. Costs one more read when the stream is intact. Throws `LedgerCorrupt`, which
 * names the first bad commit.
 */
export async function verifyOnwards(
  { ledger, views }: { readonly ledger: Ledger; readonly views: Pick<Views, 'head' | 'noteHead'> },
  { commit, hash }: SignedCommit,
): Promise<void> {
  const { account, seq } = commit;
  const noted = await views.head(account);
  if (noted !== undefined && noted.seq > seq) return;
  const reached = await walk(ledger, account, { after: noted, last: seq });
  if (reached.hash !== hash) throw new LedgerCorrupt(account, seq, 'chain-broken');
  await views.noteHead({ account, seq, hash });
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
  const after = opening.seq === 1 ? undefined : await rowAt(ledger, account, opening.seq - 1);
  await walk(ledger, account, { after, last: Number.POSITIVE_INFINITY });
}

/**
 * The current state of a stream; after a forged commit, the state before that one. For things that must continue, such as the policy in
 * force. Never uses a commit that fails verification.
 */
export async function loadLastGood(ledger: Ledger, stream: string): Promise<StreamState> {
  try {
    return await load(ledger, stream);
  } catch (error) {
    if (!(error instanceof LedgerCorrupt)) throw error;
    const { account, seq, corruption } = error;
    log('error', 'stream stopped', { account, seq, corruption });
    return (await walk(ledger, stream, { after: undefined, last: Number.POSITIVE_INFINITY, isForgiving: true })).state;
  }
}

async function rowAt(ledger: Ledger, account: string, seq: number): Promise<StreamHead> {
  const [row] = await ledger.read(account, { from: seq, limit: 1 });
  if (row?.seq !== seq) throw new LedgerCorrupt(account, seq, 'gap');
  return row;
}

interface Walk {
  readonly after: StreamHead | undefined;
  readonly last: number;
  /** Whether to stop before the first bad commit instead of throwing. */
  readonly isForgiving?: boolean;
}

/** Walks from a verified commit to a later one, or to the end of the stream. */
async function walk(ledger: Ledger, account: string, { after, last, isForgiving = false }: Walk): Promise<Footing> {
  let footing = after === undefined ? BEGINNING : await footingAt(ledger, after);
  while (footing.seq < last) {
    const limit = Math.min(PAGE, last - footing.seq);
    const rows = await ledger.read(account, { from: footing.seq + 1, limit });
    const keys = await ledger.keysOf(rows);
    for (const row of rows) {
      const place = { account, seq: footing.seq + 1, prev: footing.hash };
      const followed = follow(row, place, { keys, before: footing.state });
      if (typeof followed === 'string' && isForgiving) return footing;
      if (typeof followed === 'string') throw new LedgerCorrupt(account, place.seq, followed);
      footing = { seq: place.seq, hash: row.hash, state: followed.state };
    }
    if (rows.length < limit) return footing;
  }
  return footing;
}

async function footingAt(ledger: Ledger, { account, seq, hash }: StreamHead): Promise<Footing> {
  const [row] = await ledger.read(account, { from: seq, limit: 1 });
  if (row?.seq !== seq) throw new LedgerCorrupt(account, seq, 'gap');
  const opened = openStored(row, account, await ledger.keysOf([row]));
  if (opened.hash !== hash) throw new LedgerCorrupt(account, seq, 'chain-broken');
  return { seq, hash, state: await loadAfter(ledger, opened) };
}
