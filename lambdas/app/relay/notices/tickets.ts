import { consolePage } from '../../../contract/links.ts';
import { findRecovery } from '../../../core/recovery/state/state.ts';
import { ticketNewsIn, ticketNewsOf, ticketOf } from '../../../core/recovery/views/ticket-news.ts';
import type { Instant } from '../../../core/values/instant.ts';
import type { TicketNote, Tickets } from '../../../ports/tickets.ts';
import type { Neighbours } from '../../ledger/load.ts';
import { log } from '../../log.ts';
import { languageOf } from '../../messages/texts.ts';
import { TICKET_TEXTS } from '../../messages/ticket-texts.ts';

export interface TicketNoteServices {
  /** The ticket system of a source; undefined for one that is not written to. */
  readonly ticketsOf: (source: string) => Tickets | undefined;
  readonly publicUrl: string;
}

/** The ticket takes no note any more, and never will: it is gone, or locked. */
export class TicketNotTold extends Error {
  readonly code: string;

  constructor(outcome: string) {
    super(`the ticket is ${outcome}`);
    this.name = 'TicketNotTold';
    this.code = `ticket-${outcome}`;
  }
}

/** What the ticket of a recovery is told because of a commit. */
export interface TicketPost {
  readonly audience: 'ticket';
  /** Its name in the marker of sent notices. */
  readonly contact: string;
  readonly send: () => Promise<void>;
}

/**
 * The note for the ticket of a commit's recovery; none for a commit without news, or a ticket of a system that is not written to. The marker
 * is made from the commit, so the same commit gives the same note, and the field shows the time of the commit, so a late note replaces no
 * later one; each note says when it happened, because notes that waited come in any order. Throws `TicketNotTold` for a ticket that is gone or locked; every
 * other failure as `Tickets` says.
 */
export async function noteFor(
  { ticketsOf, publicUrl }: TicketNoteServices,
  { signed: { commit }, before }: Neighbours,
): Promise<readonly TicketPost[]> {
  const { account, seq, recovery, at, events } = commit;
  if (ticketNewsIn(events) === undefined || recovery === null) return [];
  const state = await before();
  const news = ticketNewsOf(events, findRecovery(state, recovery));
  if (news === undefined) return [];
  const ticket = ticketOf(commit, state);
  const tickets = ticket === null ? undefined : ticketsOf(ticket.source);
  if (ticket === null || tickets === undefined) return [];
  const texts = TICKET_TEXTS[languageOf(state)];
  const note: TicketNote = {
    marker: `${recovery}:${seq}`,
    paragraphs: [`${minuteOf(at)}: ${texts.news[news]}`, texts.open],
    link: consolePage(publicUrl, recovery),
    status: { text: news, at },
  };
  const send = async (): Promise<void> => {
    const outcome = await tickets.write(ticket.id, note);
    if (outcome === 'written') return;
    log('warn', 'ticket not told', { account, seq, source: ticket.source, outcome });
    throw new TicketNotTold(outcome);
  };
  return [{ audience: 'ticket', contact: `ticket#${ticket.source}`, send }];
}

/** `2026-11-20 08:05 UTC`: a ticket is read by people of several zones. */
const minuteOf = (at: Instant): string => `${at.slice(0, 16).replace('T', ' ')} UTC`;
