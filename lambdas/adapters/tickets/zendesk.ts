import { AdapterError } from '../../ports/errors.ts';
import type { NoteOutcome, Ticket, TicketHealth, TicketNote, Tickets } from '../../ports/tickets.ts';
import {
  credentialFlaw,
  fieldText,
  isEarly,
  isShown,
  linesOf,
  listIn,
  markOf,
  membersIn,
  stringIn,
  TicketLine,
  type TicketLineOptions,
  unexpected,
} from './line.ts';

const ID = /^[1-9]\d{0,15}$/;
const OPEN: readonly unknown[] = ['new', 'open', 'pending', 'hold'];
const STATUSES: readonly unknown[] = [...OPEN, 'solved', 'closed'];
/** The most that Zendesk gives in one page. */
const NEWEST = '100';

/**
 * Zendesk Support over the Ticketing API (https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/), with an agent's mailbox,
 * followed by `/token`, and an API token. Comments are private ones, which end users can neither read nor write, so no text of theirs counts
 * as ours. A closed ticket takes no update.
 */
export class ZendeskTickets implements Tickets, TicketHealth {
  readonly #line: TicketLine;

  constructor(options: TicketLineOptions) {
    this.#line = new TicketLine(options, 'zendesk.com');
  }

  async read(id: string): Promise<Ticket | null> {
    const found = await this.#ticket(id);
    if (found === null) return null;
    return {
      isOpen: OPEN.includes(found['status']),
      marks: listIn(found['tags']).flatMap((tag) => stringIn(tag) ?? []),
      requester: typeof found['requester_id'] === 'number' ? String(found['requester_id']) : null,
      url: this.#line.page(`/agent/tickets/${id}`),
    };
  }

  async write(id: string, note: TicketNote): Promise<NoteOutcome> {
    const found = await this.#ticket(id);
    if (found === null) return 'gone';
    if (found['status'] === 'closed') return 'locked';
    const stands = await this.#standing(id);
    if (isEarly(note, stands)) return 'early';
    const comment = stands(note.marker) ? {} : { comment: { body: linesOf(note).join('\n\n'), public: false } };
    const { field } = this.#line;
    const shown = listIn(found['custom_fields'])
      .map(membersIn)
      .find((one) => String(one['id']) === field)?.['value'];
    const fields =
      field === undefined || isShown(note, shown, stands(note.marker))
        ? {}
        : { custom_fields: [{ id: Number(field), value: fieldText(note) }] };
    const ticket = { ...comment, ...fields };
    if (Object.keys(ticket).length === 0) return 'written';
    const path = `/api/v2/tickets/${id}.json`;
    const { status } = await this.#line.call({ method: 'PUT', path, json: { ticket } });
    if (status === 404) return 'gone';
    if (status === 422) throw new AdapterError('field-refused', { retryable: false });
    // 409: two updates at once; the note comes again.
    if (status === 409) throw new AdapterError('unavailable', { retryable: true });
    if (status !== 200) throw unexpected(`status ${status} for an update`);
    return 'written';
  }

  /** For a caller who is nobody, Zendesk answers with a user without an id. */
  flaw(): Promise<string | null> {
    const call = { method: 'GET', path: '/api/v2/users/me.json' } as const;
    return credentialFlaw(this.#line, call, (body) => typeof membersIn(membersIn(body)['user'])['id'] === 'number');
  }

  async #ticket(id: string): Promise<Readonly<Record<string, unknown>> | null> {
    if (!ID.test(id)) return null;
    const { status, body } = await this.#line.call({ method: 'GET', path: `/api/v2/tickets/${id}.json` });
    if (status === 404) return null;
    const ticket = membersIn(membersIn(body)['ticket']);
    if (status !== 200 || String(ticket['id']) !== id || !STATUSES.includes(ticket['status']))
      throw unexpected('no ticket of this number');
    return ticket;
  }

  /** Which notes stand among the newest private comments. */
  async #standing(id: string): Promise<(marker: string) => boolean> {
    const path = `/api/v2/tickets/${id}/comments.json`;
    const { status, body } = await this.#line.call({
      ...{ method: 'GET', path, query: { sort_order: 'desc', per_page: NEWEST } },
    });
    const { comments } = membersIn(body);
    if (status !== 200 || !Array.isArray(comments)) throw unexpected('no comments');
    const texts = comments
      .map(membersIn)
      .flatMap((comment) => (comment['public'] === false ? (stringIn(comment['body']) ?? []) : []));
    return (marker) => texts.some((text) => text.includes(markOf(marker)));
  }
}
