import { isMarkedFraud } from '../../core/intake/sources.ts';
import type { Recovery } from '../../core/recovery/state/state.ts';
import { type TicketFinding, ticketFinding, ticketToRead } from '../../core/recovery/state/ticket.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { Tickets } from '../../ports/tickets.ts';
import { load } from '../ledger/load.ts';
import { log } from '../log.ts';

/** The ticket systems of a deployment, by the source of their tickets. */
export interface Ticketing {
  readonly of: (source: string) => Tickets | undefined;
  /** What a recovery does while a system does not answer: it goes on with a signal of risk, or waits. */
  readonly unread: 'risk' | 'wait';
}

export interface TicketServices {
  readonly ledger: Ledger;
  readonly ticketing?: Ticketing;
}

/** What a ticket system said. */
interface TicketNow {
  readonly ticket?: TicketFinding;
  /** The id that the ticket keeps when people move it; absent where it was not read, or has none. */
  readonly lastingId?: string;
}

/** Code of the error when the ticket system does not answer, and is waited for. */
export const TICKET_UNREADABLE = 'ticket-unreadable';

/**
 * What the ticket system says of the recovery's ticket now; empty when there is nothing to ask. Where the deployment waits, throws
 * `AdapterError` `ticket-unreadable`, always retryable: people repair a ticket system, and silence ends no recovery.
 */
export async function ticketNow({ ledger, ticketing }: TicketServices, recovery: Recovery): Promise<TicketNow> {
  const ref = ticketToRead(recovery);
  const tickets = ref === null ? undefined : ticketing?.of(ref.source);
  if (ref === null || tickets === undefined) return {};
  const requester = await load(ledger, recovery.requester);
  try {
    const seen = await tickets.read(ref.id);
    const found = seen === null ? null : { ...seen, isFraud: isMarkedFraud(seen.marks) };
    const { lastingId } = seen ?? {};
    return {
      ticket: ticketFinding(ref.source, found, requester.person.current),
      ...(lastingId === undefined ? {} : { lastingId }),
    };
  } catch (cause) {
    if (!(cause instanceof AdapterError)) throw cause;
    log('warn', 'ticket not read', { source: ref.source, recovery: recovery.id, error: cause });
    if (ticketing?.unread !== 'wait') return { ticket: 'unread' };
    throw new AdapterError(TICKET_UNREADABLE, {
      retryable: true,
      cause,
      message: `the ticket was not read: ${cause.message}`,
    });
  }
}
