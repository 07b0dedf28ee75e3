import { isContainment } from '../../registry/account.ts';
import { identitiesOf, type Person } from '../../registry/person.ts';
import type { Recovery, TicketRef } from './state.ts';

/** What the ticket system said of the ticket that a recovery was opened with. `unread`: it did not say. */
export const TICKET_FINDINGS = ['in-order', 'missing', 'closed', 'fraud', 'of-another', 'unread'] as const;
export type TicketFinding = (typeof TICKET_FINDINGS)[number];

/** A ticket as its system has it. */
interface SeenTicket {
  readonly isOpen: boolean;
  readonly isFraud: boolean;
  /** The system's own id of the user for whom it was opened; null for nobody. */
  readonly requester: string | null;
}

/** Whether both are one ticket: by the id that people read, or by the one that it kept when they moved it. */
export const isSameTicket = (one: TicketRef | null, other: TicketRef | null): boolean =>
  one !== null &&
  one.source === other?.source &&
  (one.id === other.id || (one.lastingId !== undefined && one.lastingId === other.lastingId));

/** A ticket with the id that it keeps when people move it; the one that it was opened with stays. */
export const lasting = (ticket: TicketRef | null, lastingId: string | undefined): TicketRef | null =>
  ticket === null || lastingId === undefined ? ticket : { lastingId, ...ticket };

/** The ticket to ask about; null for a recovery without one, and for one that only takes access away, which waits for nothing (rule 10). */
export const ticketToRead = ({ ticket, action }: Pick<Recovery, 'ticket' | 'action'>): TicketRef | null =>
  isContainment(action) ? null : ticket;

/**
 * What a ticket, or its absence, says. It belongs to the requester when the registry knows its user as one of theirs: two administrators said
 * so, and neither a name nor a mailbox in the ticket system counts.
 */
export function ticketFinding(source: string, seen: SeenTicket | null, requester: Person | null): TicketFinding {
  if (seen === null) return 'missing';
  if (seen.isFraud) return 'fraud';
  if (!seen.isOpen) return 'closed';
  const isTheirs =
    seen.requester !== null &&
    requester !== null &&
    identitiesOf(requester).includes(`ticket-user:${source}:${seen.requester}`);
  return isTheirs ? 'in-order' : 'of-another';
}

const SAYS: Readonly<Record<Exclude<TicketFinding, 'in-order' | 'unread'>, string>> = {
  missing: 'the ticket does not exist',
  closed: 'the ticket is not open any more',
  fraud: 'the ticket is marked as a fraud',
  'of-another': 'the ticket does not belong to the requester',
};

/** Why a recovery with this ticket must end; undefined when it may go on, as also while the ticket system does not answer. */
export const whyTicketForbids = (found: TicketFinding | null): string | undefined =>
  found === null || found === 'in-order' || found === 'unread' ? undefined : SAYS[found];
