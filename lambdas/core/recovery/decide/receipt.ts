import { directoryIdentity } from '../../registry/identity.ts';
import type { Instant } from '../../values/instant.ts';
import { trippedBy } from '../evolve/watch.ts';
import type { Envelope } from '../state/commands.ts';
import { accept, type Decision, refuse } from '../state/decision.ts';
import { type ReportChange, receiptFor } from '../state/receipts.ts';
import type { StreamState } from '../state/state.ts';

/**
 * Whether a change that a directory's log shows belongs to a recovery of the account. Only a system that reports may say so, about the directory
 * identity that the account governs now. A change that belongs to none rings, adds to the risk of the next recovery, and a new factor trips
 * the watch (rule 16).
 */
export function decideReceipt(
  state: StreamState,
  { actor, command: { change } }: Envelope<ReportChange>,
  now: Instant,
): Decision {
  if (actor.by !== 'signal-source') return refuse('role-missing', { role: 'signal-source' });
  const { current } = state.profile;
  if (current === null || directoryIdentity(current) !== directoryIdentity(change)) return refuse('account-unknown');
  const receipt = receiptFor(state.receipts, change);
  if (receipt.recovery !== null) return accept({ type: 'GovernedChangeSeen', change, ...receipt });
  const seen = { type: 'UngovernedChangeSeen', change, cause: receipt.cause } as const;
  return accept(seen, ...(change.kind === 'factor-added' ? trippedBy(state, { name: 'factor-added' }, now) : []));
}
