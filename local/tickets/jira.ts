import { z } from 'zod';
import { DESK_ACCOUNT, type DeskComment, type DeskTicket, LocalDesk } from './desk.ts';

const FIELD = 'customfield_10077';

const textNode = z.strictObject({
  type: z.literal('text'),
  text: z.string().min(1),
  marks: z
    .array(z.strictObject({ type: z.literal('link'), attrs: z.strictObject({ href: z.url({ protocol: /^https$/ }) }) }))
    .optional(),
});

/** https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/ : the nodes that are used here. */
const comment = z.strictObject({
  body: z.strictObject({
    type: z.literal('doc'),
    version: z.literal(1),
    content: z.array(z.strictObject({ type: z.literal('paragraph'), content: z.array(textNode).min(1) })).min(1),
  }),
  properties: z
    .array(z.strictObject({ key: z.literal('sd.public.comment'), value: z.strictObject({ internal: z.boolean() }) }))
    .optional(),
});

const edit = z.strictObject({ fields: z.strictObject({ [FIELD]: z.string().max(255) }) });

const CATEGORY = { open: 'indeterminate', resolved: 'done', closed: 'done' } as const;

/**
 * Jira Cloud, REST API v3: one issue, its comments, and the user that asks
 * (https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-get,
 * …/api-group-issue-comments/). A field that is on no screen is refused with 400. A moved issue answers under its old key too, with its new
 * one, and its changes have the old one.
 */
export class LocalJira extends LocalDesk {
  static readonly field = FIELD;
  /** New keys by the old ones. */
  readonly #moved = new Map<string, string>();
  /** Ids by the keys: an issue keeps its id when it is moved. */
  readonly #ids = new Map<string, string>();

  /** Somebody moves an issue to another project. */
  move(from: string, to: string): void {
    const issue = this.tickets.get(from);
    if (issue === undefined) throw new Error(`no issue ${from}`);
    this.tickets.delete(from);
    this.tickets.set(to, { ...issue, id: to });
    this.#moved.set(from, to);
    this.#ids.set(to, this.#idOf(from));
  }

  #idOf(key: string): string {
    const id = this.#ids.get(key) ?? String(99_291 + this.#ids.size);
    this.#ids.set(key, id);
    return id;
  }

  protected refused(status: 401 | 415): Response {
    return status === 415
      ? new Response(null, { status })
      : Response.json(
          { errorMessages: ['Client must be authenticated to access this resource.'], errors: {} },
          { status },
        );
  }

  #find(key: string): DeskTicket | undefined {
    const to = this.#moved.get(key);
    return to === undefined ? this.tickets.get(key) : this.#find(to);
  }

  protected get({ pathname, searchParams }: URL): Response {
    if (pathname === '/rest/api/3/myself') return Response.json({ accountId: DESK_ACCOUNT.id, accountType: 'app' });
    const [, key = '', of] = /^\/rest\/api\/3\/issue\/([^/]+)(\/comment|\/changelog)?$/.exec(pathname) ?? [];
    const issue = this.#find(key);
    if (issue === undefined) return MISSING();
    if (of === '/changelog') return this.#changesOf(issue.id, searchParams);
    if (of === undefined)
      return Response.json({
        id: this.#idOf(issue.id),
        ...issueOf(issue, searchParams.get('fields') ?? '*all'),
      });
    const comments = issue.comments.map(commentOf);
    if (searchParams.get('orderBy') === '-created') comments.reverse();
    const most = Math.min(Number(searchParams.get('maxResults') ?? 50), 100);
    return Response.json({
      ...{ startAt: 0, maxResults: most, total: comments.length, comments: comments.slice(0, most) },
    });
  }

  /** …/api-group-issues/#api-rest-api-3-issue-issueidorkey-changelog-get : the oldest first, a page at a time. */
  #changesOf(key: string, asked: URLSearchParams): Response {
    const moves = [...this.#moved].filter(([from]) => this.#find(from)?.id === key);
    const all = [
      { field: 'status', fieldtype: 'jira', fieldId: 'status', fromString: 'Open', toString: 'In Progress' },
      ...moves.flatMap(([fromString, to]) => [
        { field: 'Key', fieldtype: 'jira', from: null, fromString, to: null, toString: to },
        { field: 'project', fieldtype: 'jira', fieldId: 'project', fromString: 'Help', toString: 'Other' },
      ]),
    ].map((item, index) => ({ id: String(10_001 + index), created: '2026-11-20T07:00:00.000+0000', items: [item] }));
    const [startAt, most] = [Number(asked.get('startAt') ?? 0), Math.min(Number(asked.get('maxResults') ?? 100), 100)];
    const values = all.slice(startAt, startAt + most);
    const isLast = startAt + values.length >= all.length;
    return Response.json({ startAt, maxResults: most, total: all.length, isLast, values });
  }

  protected change(method: string, { pathname }: URL, json: unknown): Response {
    const [, key = '', of] = /^\/rest\/api\/3\/issue\/([^/]+)(\/comment)?$/.exec(pathname) ?? [];
    const issue = this.#find(key);
    if (issue === undefined) return MISSING();
    if (method === 'POST' && of !== undefined) return commented(issue, comment.safeParse(json));
    const found = edit.safeParse(json);
    if (method !== 'PUT' || of !== undefined || !found.success) return REFUSED();
    issue.field = found.data.fields[FIELD];
    return new Response(null, { status: 204 });
  }
}

function commented(issue: DeskTicket, found: z.ZodSafeParseResult<z.output<typeof comment>>): Response {
  if (!found.success) return REFUSED();
  const { body, properties = [] } = found.data;
  const text = body.content.map(({ content }) => content.map((node) => node.text).join('')).join('\n');
  const isInternal = properties.some(({ value }) => value.internal);
  const made = { text, isInternal, author: DESK_ACCOUNT.id };
  issue.comments.push(made);
  return Response.json({ ...commentOf(made, issue.comments.length - 1), body }, { status: 201 });
}

const WRITTEN = '2026-11-20T10:00:00.000+0000';

const commentOf = ({ text, isInternal, author }: DeskComment, index: number) => ({
  ...{ id: String(10_000 + index), author: { accountId: author }, jsdPublic: !isInternal },
  ...{ created: WRITTEN, updated: WRITTEN },
  body: {
    ...{ type: 'doc', version: 1 },
    content: text.split('\n').map((line) => ({ type: 'paragraph', content: [{ type: 'text', text: line }] })),
  },
});

function issueOf({ id, status, requester, marks, field }: DeskTicket, asked: string) {
  const all: Readonly<Record<string, unknown>> = {
    status: { name: status, statusCategory: { id: 4, key: CATEGORY[status], name: 'In Progress' } },
    resolution: status === 'open' ? null : { id: '10000', name: marks.includes('fraud') ? 'Fraud' : 'Done' },
    reporter: { accountId: requester, accountType: 'customer', displayName: 'Jane', active: true },
    labels: marks,
    [FIELD]: field,
  };
  const fields = Object.fromEntries(
    Object.entries(all).filter(([name]) => asked === '*all' || asked.split(',').includes(name)),
  );
  return { self: `https://acme.atlassian.net/rest/api/3/issue/${id}`, key: id, fields };
}

const MISSING = (): Response =>
  Response.json(
    { errorMessages: ['Issue does not exist or you do not have permission to see it.'], errors: {} },
    { status: 404 },
  );
const REFUSED = (): Response => Response.json({ errorMessages: [], errors: { body: 'refused' } }, { status: 400 });
