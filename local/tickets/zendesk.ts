import { z } from 'zod';
import { DESK_ACCOUNT, type DeskTicket, LocalDesk } from './desk.ts';

const FIELD = 360_001_234_567;

const update = z.strictObject({
  ticket: z.strictObject({
    comment: z.strictObject({ body: z.string().min(1).max(65_535), public: z.boolean() }).optional(),
    custom_fields: z.array(z.strictObject({ id: z.literal(FIELD), value: z.string().max(65_535) })).optional(),
  }),
});

const STATUS = { open: 'open', resolved: 'solved', closed: 'closed' } as const;

/**
 * Zendesk, Ticketing API v2: one ticket and its comments (https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/,
 * …/ticket_comments/). A comment is made by updating its ticket; a closed ticket is refused with 422.
 */
export class LocalZendesk extends LocalDesk {
  static readonly field = String(FIELD);

  protected override get username(): string {
    return `${DESK_ACCOUNT.username}/token`;
  }

  protected override get somebody(): string {
    return '20978392';
  }

  protected refused(status: 401 | 415): Response {
    return status === 415
      ? new Response(null, { status })
      : Response.json({ error: "Couldn't authenticate you" }, { status });
  }

  protected get({ pathname, searchParams }: URL): Response {
    if (pathname === '/api/v2/users/me.json')
      return Response.json({ user: { id: Number(DESK_ACCOUNT.id), role: 'agent', email: DESK_ACCOUNT.username } });
    const [, id = '', of] = /^\/api\/v2\/tickets\/(\d+)(\/comments)?\.json$/.exec(pathname) ?? [];
    const ticket = this.tickets.get(id);
    if (ticket === undefined) return MISSING();
    if (of === undefined) return Response.json({ ticket: ticketOf(ticket) });
    const comments = ticket.comments.map(({ text, isInternal, author }, index) => ({
      ...{ id: 5_000 + index, type: 'Comment', author_id: Number(author), public: !isInternal },
      ...{ body: text, plain_body: text, html_body: '<div></div>', created_at: '2026-11-20T10:00:00Z' },
    }));
    if (searchParams.get('sort_order') === 'desc') comments.reverse();
    const most = Math.min(Number(searchParams.get('per_page') ?? 100), 100);
    return Response.json({ comments: comments.slice(0, most), next_page: null, count: comments.length });
  }

  protected change(method: string, { pathname }: URL, json: unknown): Response {
    const ticket = this.tickets.get(/^\/api\/v2\/tickets\/(\d+)\.json$/.exec(pathname)?.[1] ?? '');
    if (ticket === undefined) return MISSING();
    const found = update.safeParse(json);
    if (method !== 'PUT' || !found.success || ticket.status === 'closed') return REFUSED();
    const { comment, custom_fields: [field] = [] } = found.data.ticket;
    if (comment !== undefined)
      ticket.comments.push({ text: comment.body, isInternal: !comment.public, author: DESK_ACCOUNT.id });
    if (field !== undefined) ticket.field = field.value;
    return Response.json({ ticket: ticketOf(ticket), audit: { id: 1, events: [] } });
  }
}

function ticketOf({ id, status, requester, marks, field }: DeskTicket): unknown {
  return {
    ...{ id: Number(id), url: `https://acme.zendesk.com/api/v2/tickets/${id}.json`, status: STATUS[status] },
    ...{ requester_id: Number(requester), submitter_id: Number(requester), tags: marks, subject: 'Locked out' },
    custom_fields: [{ id: FIELD, value: field }],
  };
}

const MISSING = (): Response => Response.json({ error: 'RecordNotFound', description: 'Not found' }, { status: 404 });
const REFUSED = (): Response =>
  Response.json({ error: 'RecordInvalid', description: 'Record validation errors', details: {} }, { status: 422 });
