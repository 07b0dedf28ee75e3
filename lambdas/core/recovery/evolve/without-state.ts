import { isOneOf } from '../../values/family.ts';
import type { CommandRefused, IntakeEvent, RedeliveryOrdered } from '../state/events.ts';
import type { ReceiptEvent } from '../state/receipts.ts';
import type { TallyEvent } from '../state/tally.ts';

/** Events that leave nothing behind but what is counted of them. */
export const isWithoutState = isOneOf<CommandRefused | IntakeEvent | RedeliveryOrdered | ReceiptEvent | TallyEvent>({
  GovernedChangeSeen: true,
  UngovernedChangeSeen: true,
  ContainmentOrdered: true,
  SessionsEnded: true,
  ContainmentFailed: true,
  ReceiptsTallied: true,
  RedeliveryOrdered: true,
  CommandRefused: true,
  IntakeRefused: true,
  TicketHeld: true,
  TicketClosedAsFraud: true,
});
