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
 * A commit that is right by itself may still stand on a forged one: a captured function can go on from its own forgery. So whoever causes
 * effects walks from a commit that is known to be right to the one that it works, and believes no state that the events do not lead to.
 */

const PAGE = 100;

/** The last commit that a walk begins after, and the state that it left. */
interface Footing {
  readonly seq: number;
  readonly hash: string;
  readonly state: StreamState;
}

const BEGINNING: Footing = { seq: 0, hash: GENESIS, state: INITIAL };

/**
 * Verifies a commit against its predecessor, and that against its own, back to the last one that was verified so: nothing is caused by what
 * stands on a forged commit, however many commits later. Notes it as verified. One more read where the stream is in order. Throws
 * `LedgerCorrupt`, which names the first commit that is wrong.
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
 * Verifies every commit of a stream since a recovery was opened, also those of other recoveries: what is executed, or handed out, rests on
 * all of them. That what is older is right, the relay has seen before it started anything. Throws `LedgerCorrupt`, and `AdapterError` where
 * the recovery is not found yet.
 */
export async function verifyRecovery(ledger: Ledger, account: string, recovery: RecoveryId): Promise<void> {
  const { commits } = await ledger.readRecovery(account, recovery);
  const [opening] = commits;
  if (opening === undefined) throw new AdapterError('unavailable', { retryable: true });
  const after = opening.seq === 1 ? undefined : await rowAt(ledger, account, opening.seq - 1);
  await walk(ledger, account, { after, last: Number.POSITIVE_INFINITY });
}

/**
 * The state of a stream as it stands, or, where a forged commit has stopped it, as it was before that one: for what must go on, such as the
 * policy in force. Nothing is ever taken from a commit that cannot be believed.
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
  /** Ends before the first commit that is wrong, and does not throw. */
  readonly isForgiving?: boolean;
}

/** Walks from a commit that is known to be right to a later one, or to the end of the stream. */
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
