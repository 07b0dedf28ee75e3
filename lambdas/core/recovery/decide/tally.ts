import type { Instant } from '../../values/instant.ts';
import type { Envelope } from '../state/commands.ts';
import { accept, type Decision, refuse } from '../state/decision.ts';
import { isSoundTally, monthOf, RECEIPTS_STREAM, type TallyReceipts } from '../state/tally.ts';

/** The tally of a month that is over. Only the function that reads the logs of directories gives it. */
export function decideTally({ actor, stream, command: { tally } }: Envelope<TallyReceipts>, now: Instant): Decision {
  if (actor.by !== 'signal-source') return refuse('role-missing', { role: 'signal-source' });
  if (stream !== RECEIPTS_STREAM || !isSoundTally(tally) || tally.month >= monthOf(now))
    return refuse('proposal-mismatch');
  return accept({ type: 'ReceiptsTallied', tally });
}
