import { consolePage } from '../../../contract/links.ts';
import type { Commit } from '../../../core/audit/commit.ts';
import { openStored } from '../../../core/audit/verify.ts';
import { findRecovery, type StreamState, type TicketRef } from '../../../core/recovery/state/state.ts';
import { isSameTicket } from '../../../core/recovery/state/ticket.ts';
import { ticketNewsIn, ticketNewsOf, ticketOf } from '../../../core/recovery/views/ticket-news.ts';
import { isInRanges } from '../../../core/registry/voiding.ts';
import { type Instant, secondsUntil } from '../../../core/values/instant.ts';
import type { Ledger, Surroundings } from '../../../ports/ledger.ts';
import type { TicketNote, Tickets } from '../../../ports/tickets.ts';
import type { Neighbours } from '../../ledger/load.ts';
import { log } from '../../log.ts';
import { languageOf } from '../../messages/texts.ts';
import { TICKET_TEXTS } from '../../messages/ticket-texts.ts';

export interface TicketNoteServices {
  readonly ledger: Ledger;
  readonly surroundings: Pick<Surroundings, 'now'>;
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

/** The note before this one is not in the ticket yet: this one comes again after so many seconds. */
export class NoteEarly extends Error {
  readonly afterSeconds: number;

  constructor(afterSeconds: number) {
    super('the note before this one is not in the ticket yet');
    this.name = 'NoteEarly';
    this.afterSeconds = afterSeconds;
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
 * later one. Notes of one account stand in a ticket in the order of their commits: one that comes early waits, for as long as the one before
 * it is tried. Throws `NoteEarly` then, `TicketNotTold` for a ticket that is gone or locked, and every other failure as `Tickets` says.
 */
export async function noteFor(
  services: TicketNoteServices,
  { signed: { commit }, before }: Neighbours,
): Promise<readonly TicketPost[]> {
  const { ticketsOf, publicUrl, surroundings } = services;
  const { account, seq, recovery, at, events } = commit;
  if (ticketNewsIn(events) === undefined || recovery === null) return [];
  const state = await before();
  const news = ticketNewsOf(events, findRecovery(state, recovery));
  if (news === undefined) return [];
  const ticket = ticketOf(commit, state);
  const tickets = ticket === null ? undefined : ticketsOf(ticket.source);
  if (ticket === null || tickets === undefined) return [];
  const texts = TICKET_TEXTS[languageOf(state)];
  const note: Omit<TicketNote, 'after'> = {
    marker: markerOf({ recovery, seq }),
    paragraphs: [`${minuteOf(at)}: ${texts.news[news]}`, texts.open],
    link: consolePage(publicUrl, recovery),
    status: { text: news, at },
  };
  const send = async (): Promise<void> => {
    const earlier = await newsBefore(services, { commit, ticket, state });
    const age = earlier === null ? 0 : secondsUntil(earlier.at, surroundings.now());
    const after = earlier === null || age > LONGEST_TURN ? null : markerOf(earlier);
    const outcome = await tickets.write(ticket.id, { ...note, after });
    if (outcome === 'written') return;
    if (outcome === 'early') throw new NoteEarly(Math.min(Math.max(Math.ceil(age / 4), SOONEST), LATEST));
    log('warn', 'ticket not told', { account, seq, source: ticket.source, outcome });
    throw new TicketNotTold(outcome);
  };
  return [{ audience: 'ticket', contact: `ticket#${ticket.source}`, send }];
}

/** Seconds for which the earlier note of a ticket is waited for: as long as a notice is tried. */
const LONGEST_TURN = 4 * 3_600;

/** Seconds until a note that was early comes again: soon after a fresh one, later after an outage. */
const SOONEST = 5;
const LATEST = 60;

/** Commits among which the note before another is looked for, and how many are read at once. */
const MOST_BEFORE = 60;
const PAGE = 12;

interface News {
  readonly recovery: string;
  readonly seq: number;
  readonly at: Instant;
}

const markerOf = ({ recovery, seq }: Pick<News, 'recovery' | 'seq'>): string => `${recovery}:${seq}`;

/**
 * The newest news of this ticket before a commit, on the same account; null for none. Strongly consistent. Reads back to the opening of
 * the commit's recovery, and `MOST_BEFORE` commits at most. Throws `LedgerCorrupt`.
 */
async function newsBefore(
  { ledger }: TicketNoteServices,
  { commit, ticket, state }: { readonly commit: Commit; readonly ticket: TicketRef; readonly state: StreamState },
): Promise<News | null> {
  const isOpening = ({ recovery, events }: Commit): boolean =>
    recovery === commit.recovery && events.some(({ type }) => type === 'RecoveryOpened');
  let isReached = isOpening(commit);
  for (let end = commit.seq; end > 1 && commit.seq - end < MOST_BEFORE; ) {
    const from = Math.max(1, end - PAGE);
    const rows = await ledger.read(commit.account, { from, limit: end - from });
    const keys = await ledger.keysOf(rows);
    for (const row of rows.toReversed()) {
      if (isInRanges(state.skipped, row.seq)) continue;
      const { commit: one } = openStored(row, commit.account, keys);
      const { recovery, seq, at, events } = one;
      const isTold =
        recovery !== null && ticketNewsIn(events) !== undefined && isSameTicket(ticketOf(one, state), ticket);
      if (isTold) return { recovery, seq, at };
      isReached ||= isOpening(one);
    }
    if (isReached) return null;
    end = from;
  }
  return null;
}

/** `2026-11-20 08:05 UTC`: a ticket is read by people of several zones. */
const minuteOf = (at: Instant): string => `${at.slice(0, 16).replace('T', ' ')} UTC`;
