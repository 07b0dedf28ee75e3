import type { Instant } from '../core/values/instant.ts';

/** The ticket systems that can be asked and written to. Each is the source of the same name. */
export const TICKET_VENDORS = ['jira', 'zendesk', 'servicenow'] as const;
export type TicketVendor = (typeof TICKET_VENDORS)[number];

/** A ticket as its system has it now. */
export interface Ticket {
  /** Whether somebody still works on it: neither solved, closed nor cancelled. */
  readonly isOpen: boolean;
  /** The words under which it may be marked: labels, tags, its resolution or close code. */
  readonly marks: readonly string[];
  /** The user of the ticket system for whom it was opened, by the system's own id; null for nobody. */
  readonly requester: string | null;
  /** The system's own id where the one that people read changes as they move the ticket; absent where that one lasts. */
  readonly lastingId?: string;
  /** Where people read it. */
  readonly url: string;
}

/** What is written to a ticket. It holds no secret, no contact, and no text that anybody typed. */
export interface TicketNote {
  /** Unique, in the characters `a-z A-Z 0-9 : -`: a note whose marker is there is not written again. */
  readonly marker: string;
  /** The marker of the note that must stand before this one; null for none. While it does not, this one is not written. */
  readonly after: string | null;
  /** An internal comment: people who work on the ticket read it, its requester does not. */
  readonly paragraphs: readonly string[];
  /** `https://…`, of this deployment. Opening it decides nothing. */
  readonly link: string;
  /** For the field, where the deployment names one. A field with a later moment stays. */
  readonly status: { readonly text: string; readonly at: Instant };
}

/**
 * `gone`: there is no such ticket. `locked`: the system lets nobody change it any more. Nothing is written then, now or later. `early`: the
 * note before it is not there; nothing was written yet.
 */
export type NoteOutcome = 'written' | 'gone' | 'locked' | 'early';

/** The state of our credential at a ticket system. Throws `AdapterError` when the system cannot be asked. */
export interface TicketHealth {
  /** What is wrong, by code; null when the system accepts it. Changes nothing. */
  flaw(): Promise<string | null>;
}

/**
 * One ticket system. Calls one host, follows no redirect, and answers or fails within seconds. Throws `AdapterError`: `credentials` where the
 * system refuses ours, `throttled` with the seconds to wait, `unavailable`, `unexpected` for an answer that does not have the published
 * shape or is about another ticket, `field-refused` where the system does not take the field. No error quotes an answer.
 */
export interface Tickets {
  /** Null when there is no such ticket, or none that our user may see. */
  read(id: string): Promise<Ticket | null>;
  /** Writes comment and field, the comment last, so that a note which waits for it finds both. Idempotent: what was applied while its answer was lost is found by its marker. */
  write(id: string, note: TicketNote): Promise<NoteOutcome>;
}
