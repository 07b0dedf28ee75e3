import type { RecoveryId, TicketRef } from './state.ts';

/** A ticket that its system closed as a fraud. */
export interface FraudClose {
  readonly ticket: TicketRef;
  /** The account that its labels named when it was closed. */
  readonly account: string;
  /** The recoveries of the account that this ticket had opened and that could still be stopped; empty: an agent has to look. */
  readonly stops: readonly RecoveryId[];
}
