import type { PageEnd } from '../../contract/requester.ts';
import type { Commit } from '../../core/audit/commit.ts';
import { openStored } from '../../core/audit/verify.ts';
import { whyEnded } from '../../core/recovery/state/ending.ts';
import type { LedgerEvent } from '../../core/recovery/state/events.ts';
import type { RecoveryId, StreamState } from '../../core/recovery/state/state.ts';
import { isInRanges } from '../../core/registry/voiding.ts';
import type { Ledger } from '../../ports/ledger.ts';

interface Seen {
  readonly stream: string;
  readonly state: Pick<StreamState, 'skipped'>;
  readonly recovery: RecoveryId;
  readonly session: string;
}

/**
 * How a recovery ended, for a page that took part in it; null for every other page, to which it looks like none. Reads the recovery's commits,
 * which its state no longer holds. Throws `AdapterError` and `LedgerCorrupt`.
 */
export async function endSeenFrom(
  ledger: Pick<Ledger, 'readRecovery' | 'keysOf'>,
  { stream, state, recovery, session }: Seen,
): Promise<PageEnd | null> {
  const { commits } = await ledger.readRecovery(stream, recovery);
  const standing = commits.filter(({ seq }) => !isInRanges(state.skipped, seq));
  const keys = await ledger.keysOf(standing);
  const opened = standing.map((row) => openStored(row, stream, keys).commit);
  return opened.some((commit) => tookPart(commit, session)) ? endIn(opened.flatMap(({ events }) => events)) : null;
}

/** Whether this page typed the words of the help desk, answered correctly, or was named by whoever saw its requester. Asking is not enough. */
const tookPart = ({ actor, events }: Commit, session: string): boolean =>
  events.some((event) => {
    if (event.type === 'WordsHeard' || event.type === 'ProofBound') return event.session === session;
    if (event.type === 'ProofRecorded') return event.proof.outcome === 'verified' && event.proof.session === session;
    return event.type === 'ChallengeAnswered' && actor.by === 'visitor' && actor.session === session;
  });

/** The end that these events brought; null where the index does not show it yet. */
export function endIn(events: readonly LedgerEvent[]): PageEnd | null {
  const has = (type: LedgerEvent['type']): boolean => events.some((event) => event.type === type);
  const next = whyEnded(events)?.next ?? null;
  if (has('RecoveryDenied')) return { how: 'denied', next };
  if (has('RecoveryRefused')) return { how: 'refused', next };
  if (has('RecoveryRejected')) return { how: 'rejected', next };
  if (has('RecoveryExpired')) return { how: 'expired', next };
  const stop = events.find((event) => event.type === 'RecoveryStopped');
  if (stop !== undefined)
    return { how: stop.cause === 'suspected-impersonation' ? 'stopped' : 'withdrawn', next: null };
  if (!has('RecoveryClosed')) return null;
  if (has('ExecutionFailed')) return { how: 'failed', next: 'open-again' };
  return { how: has('StopRequested') ? 'revoked' : 'closed', next: null };
}
