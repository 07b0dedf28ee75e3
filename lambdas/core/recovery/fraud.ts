import { derivedId } from '../values/hash.ts';
import type { RecoveryId, TicketRef } from './state.ts';

/** A ticket that its system closed as a fraud. */
export interface FraudClose {
  readonly ticket: TicketRef;
  /** The account that its labels named when it was closed. */
  readonly account: string;
  /** The recoveries of the account that this ticket had opened and that could still be stopped; empty: an agent has to look. */
  readonly stops: readonly RecoveryId[];
}

/** The cause of a held ticket that was closed as a fraud when nothing of it could be stopped: under another account, or too late. */
export const FRAUD_NOTHING_STOPPED = 'fraud-nothing-stopped';

/** The stream and the id of the command by which a ticket is closed as a fraud: one for each ticket, so that it is found by its name. */
export const fraudCloseOf = ({ source, id }: TicketRef) => ({
  stream: `source:${source}`,
  id: derivedId('ticket-fraud', source, id),
});
