import { AdapterError } from '../../ports/errors.ts';
import type { NoteOutcome, Ticket, TicketHealth, TicketNote, Tickets } from '../../ports/tickets.ts';
import {
  credentialFlaw,
  fieldText,
  isEarly,
  isShown,
  linesOf,
  markOf,
  membersIn,
  stringIn,
  TicketLine,
  type TicketLineOptions,
  unexpected,
} from './line.ts';

/** A number such as `INC0010001`: it contains no `^`, which would begin another condition of the query. */
const NUMBER = /^[A-Z]{2,10}\d{1,20}$/;
const SYS_ID = /^[0-9a-f]{32}$/;
const FIELDS = 'sys_id,number,active,state,caller_id,close_code,work_notes';
/** Resolved, closed, cancelled: https://www.servicenow.com/docs/bundle/xanadu-it-service-management/page/product/incident-management/concept/c_IncidentManagementStateModel.html */
const OVER: readonly unknown[] = ['6', '7', '8'];
/** Of these, the ones that only an administrator of the instance changes. */
const LOCKED: readonly unknown[] = ['7', '8'];

/**
 * ServiceNow incidents over the Table API (https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html), with an integration
 * user. Notes are work notes, which callers can neither read nor write. `sysparm_display_value=all` gives each field with its value and as
 * people see it, and of a journal all entries.
 */
export class ServiceNowTickets implements Tickets, TicketHealth {
  readonly #line: TicketLine;

  constructor(options: TicketLineOptions) {
    this.#line = new TicketLine(options, 'service-now.com');
  }

  async read(id: string): Promise<Ticket | null> {
    const found = await this.#incident(id);
    if (found === null) return null;
    const code = found['close_code'];
    return {
      isOpen: storedIn(found['active']) === 'true' && !OVER.includes(storedIn(found['state'])),
      marks: [storedIn(code), shownIn(code)].flatMap((word) => word ?? []),
      requester: storedIn(found['caller_id']),
      url: this.#line.page(`/nav_to.do?uri=incident.do?sys_id=${storedIn(found['sys_id'])}`),
    };
  }

  async write(id: string, note: TicketNote): Promise<NoteOutcome> {
    const found = await this.#incident(id);
    if (found === null) return 'gone';
    if (LOCKED.includes(storedIn(found['state']))) return 'locked';
    const { field } = this.#line;
    const journal = shownIn(found['work_notes']) ?? '';
    const stands = (marker: string): boolean => journal.includes(markOf(marker));
    if (isEarly(note, stands)) return 'early';
    const json = {
      ...(stands(note.marker) ? {} : { work_notes: linesOf(note).join('\n') }),
      ...(field === undefined || isShown(note, storedIn(found[field]), stands(note.marker))
        ? {}
        : { [field]: fieldText(note) }),
    };
    if (Object.keys(json).length === 0) return 'written';
    const path = `/api/now/table/incident/${storedIn(found['sys_id'])}`;
    const { status, body } = await this.#line.call({
      ...{ method: 'PATCH', path, json },
      query: { sysparm_display_value: 'all', sysparm_fields: field === undefined ? 'number' : `number,${field}` },
    });
    if (status === 404) return 'gone';
    const result = membersIn(membersIn(body)['result']);
    if (status !== 200 || storedIn(result['number']) !== id) throw unexpected(`status ${status} for an update`);
    // A field that the table does not have, or that our user may not write, is passed over in silence.
    if (field !== undefined && !isShown(note, storedIn(result[field])))
      throw new AdapterError('field-refused', { retryable: false });
    return 'written';
  }

  flaw(): Promise<string | null> {
    const query = { sysparm_limit: '1', sysparm_fields: 'number' };
    const call = { method: 'GET', path: '/api/now/table/incident', query } as const;
    return credentialFlaw(this.#line, call, (body) => Array.isArray(membersIn(body)['result']));
  }

  async #incident(id: string): Promise<Readonly<Record<string, unknown>> | null> {
    if (!NUMBER.test(id)) return null;
    const { field } = this.#line;
    const query = {
      sysparm_query: `number=${id}`,
      sysparm_limit: '2',
      sysparm_display_value: 'all',
      sysparm_exclude_reference_link: 'true',
      sysparm_fields: field === undefined ? FIELDS : `${FIELDS},${field}`,
    };
    const { status, body } = await this.#line.call({ method: 'GET', path: '/api/now/table/incident', query });
    const { result } = membersIn(body);
    if (status === 404) return null;
    if (status !== 200 || !Array.isArray(result)) throw unexpected('no incidents');
    if (result.length === 0) return null;
    const incident = membersIn(result[0]);
    if (result.length > 1 || storedIn(incident['number']) !== id || !SYS_ID.test(storedIn(incident['sys_id']) ?? ''))
      throw unexpected('not the one incident of this number');
    return incident;
  }
}

const storedIn = (field: unknown): string | null => stringIn(membersIn(field)['value']);
const shownIn = (field: unknown): string | null => stringIn(membersIn(field)['display_value']);
