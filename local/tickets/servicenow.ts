import { createHash } from 'node:crypto';
import { z } from 'zod';
import { DESK_ACCOUNT, type DeskTicket, LocalDesk } from './desk.ts';

const FIELD = 'u_countersign';

const patch = z.strictObject({ work_notes: z.string().min(1).optional(), [FIELD]: z.string().max(255).optional() });

const STATE = { open: ['2', 'In Progress'], resolved: ['6', 'Resolved'], closed: ['7', 'Closed'] } as const;

/**
 * ServiceNow, Table API: the table `incident` (https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html). Only queries of one
 * number are known; with `sysparm_display_value=all` a journal shows its entries, newest first.
 */
export class LocalServiceNow extends LocalDesk {
  static readonly field = FIELD;
  /** Writes to the field are passed over, as for a user without the right or a table without the column. */
  passesFieldOver = false;

  protected refused(status: 401 | 415): Response {
    const [message, detail] =
      status === 415
        ? ['Unsupported Media Type', 'Request body must be JSON']
        : ['User Not Authenticated', 'Required to provide Auth information'];
    return Response.json({ error: { message, detail }, status: 'failure' }, { status });
  }

  protected get({ pathname, searchParams }: URL): Response {
    if (pathname === '/api/now/table/incident' && searchParams.get('sysparm_limit') === '1')
      return Response.json({ result: [...this.tickets.keys()].slice(0, 1).map((number) => ({ number })) });
    const query = /^number=([^^]*)$/.exec(searchParams.get('sysparm_query') ?? '');
    if (pathname !== '/api/now/table/incident' || query === null) return REFUSED();
    const found = this.tickets.get(query[1] ?? '');
    return Response.json({ result: found === undefined ? [] : [recordOf(found, searchParams)] });
  }

  protected change(method: string, { pathname, searchParams }: URL, json: unknown): Response {
    const id = /^\/api\/now\/table\/incident\/([0-9a-f]{32})$/.exec(pathname)?.[1];
    const incident = [...this.tickets.values()].find((one) => sysIdOf(one) === id);
    if (incident === undefined)
      return Response.json({ error: { message: 'No Record found', detail: '' }, status: 'failure' }, { status: 404 });
    const found = patch.safeParse(json);
    if (method !== 'PATCH' || !found.success) return REFUSED();
    const { work_notes: text, [FIELD]: field } = found.data;
    if (text !== undefined) incident.comments.push({ text, isInternal: true, author: DESK_ACCOUNT.id });
    if (field !== undefined && !this.passesFieldOver) incident.field = field;
    return Response.json({ result: recordOf(incident, searchParams) });
  }
}

/** Fields with value and display value. */
function recordOf(incident: DeskTicket, query: URLSearchParams): unknown {
  if (query.get('sysparm_display_value') !== 'all') throw new Error('only records with both kinds of values are made');
  const { id, status, requester, marks, field, comments } = incident;
  const [state, shown] = STATE[status];
  const both = (value: string, display = value) => ({ display_value: display, value });
  const notes = comments
    .filter(({ isInternal }) => isInternal)
    .map(({ text }) => `2026-11-20 10:00:00 - Countersign (Work notes)\n${text}\n\n`);
  const all: Readonly<Record<string, unknown>> = {
    ...{ sys_id: both(sysIdOf(incident)), number: both(id), active: both(status === 'closed' ? 'false' : 'true') },
    ...{ state: both(state, shown), caller_id: both(requester, 'Jane Doe'), close_code: both(marks[0] ?? '') },
    ...{ work_notes: { display_value: [...notes].reverse().join(''), value: '' }, [FIELD]: both(field ?? '') },
  };
  const asked = query.get('sysparm_fields')?.split(',') ?? [];
  return Object.fromEntries(asked.flatMap((name) => (name in all ? [[name, all[name]]] : [])));
}

const sysIdOf = ({ id }: DeskTicket): string => createHash('md5').update(id).digest('hex');

const REFUSED = (): Response =>
  Response.json({ error: { message: 'Invalid query', detail: null }, status: 'failure' }, { status: 400 });
