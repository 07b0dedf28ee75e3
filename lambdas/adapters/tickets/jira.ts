import { AdapterError } from '../../ports/errors.ts';
import type { NoteOutcome, Ticket, TicketHealth, TicketNote, Tickets } from '../../ports/tickets.ts';
import {
  credentialFlaw,
  fieldText,
  isEarly,
  isShown,
  linesOf,
  listIn,
  MARK,
  markOf,
  membersIn,
  stringIn,
  TicketLine,
  type TicketLineOptions,
  unexpected,
} from './line.ts';

/** Key of an issue; of a project it has at most ten signs, of which the first is a letter. */
const KEY = /^[A-Z][A-Z0-9_]{1,254}-[1-9]\d{0,9}$/;
const ID = /^[1-9]\d{0,18}$/;
const FIELDS = 'status,resolution,reporter,labels';
/** The most that Jira gives in one page. */
const NEWEST = '100';
/** Most pages of changes that are read to learn that an issue was moved. */
const MOST_PAGES = 5;

/** An issue under the key that it has now, and the id that it keeps. */
interface Issue {
  readonly key: string;
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Jira Cloud, and Jira Service Management, over the REST API v3
 * (https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/ and …/api-group-issue-comments/), with the mailbox and the
 * API token of a user of ours. Its comments are internal ones. Only comments of that user count as written, so nobody else's text keeps one
 * away. An issue that was moved to another project is followed to its new key, when its own changes say so.
 */
export class JiraTickets implements Tickets, TicketHealth {
  readonly #line: TicketLine;
  #ourselves: string | undefined;

  constructor(options: TicketLineOptions) {
    this.#line = new TicketLine(options, 'atlassian.net');
  }

  async read(id: string): Promise<Ticket | null> {
    const issue = await this.#issue(id);
    if (issue === null) return null;
    const { status, resolution, reporter, labels } = issue.fields;
    const category = stringIn(membersIn(membersIn(status)['statusCategory'])['key']);
    if (category === null) throw unexpected('an issue without a status');
    const resolved = stringIn(membersIn(resolution)['name']);
    return {
      isOpen: category !== 'done' && resolved === null,
      marks: [...listIn(labels), resolved].flatMap((one) => stringIn(one) ?? []),
      requester: stringIn(membersIn(reporter)['accountId']),
      lastingId: issue.id,
      url: this.#line.page(`/browse/${issue.key}`),
    };
  }

  async write(id: string, note: TicketNote): Promise<NoteOutcome> {
    const issue = await this.#issue(id);
    if (issue === null) return 'gone';
    const place = placeOf(issue.key);
    const stands = await this.#standing(place);
    if (isEarly(note, stands)) return 'early';
    const shown = await this.#show(place, { issue, note, isStanding: stands(note.marker) });
    if (shown === 'gone') return 'gone';
    if (!stands(note.marker)) {
      const { status } = await this.#line.call({ method: 'POST', path: `${place}/comment`, json: commentOf(note) });
      if (status === 404) return 'gone';
      if (status !== 201) throw unexpected(`status ${status} for a comment`);
    }
    if (shown === 'refused') throw new AdapterError('field-refused', { retryable: false });
    return 'written';
  }

  /** Sets the field, unless it shows this status or a later one. */
  async #show(
    place: string,
    { issue, note, isStanding }: { readonly issue: Issue; readonly note: TicketNote; readonly isStanding: boolean },
  ): Promise<'shown' | 'refused' | 'gone'> {
    const { field } = this.#line;
    if (field === undefined || isShown(note, issue.fields[field], isStanding)) return 'shown';
    const json = { fields: { [field]: fieldText(note) } };
    const { status } = await this.#line.call({ method: 'PUT', path: place, json });
    if (status === 404) return 'gone';
    return status === 204 || status === 200 ? 'shown' : 'refused';
  }

  flaw(): Promise<string | null> {
    const call = { method: 'GET', path: '/rest/api/3/myself' } as const;
    return credentialFlaw(this.#line, call, (body) => stringIn(membersIn(body)['accountId']) !== null);
  }

  /** The issue with this key, now or before it was moved; null when there is none. */
  async #issue(id: string): Promise<Issue | null> {
    if (!KEY.test(id)) return null;
    const { field } = this.#line;
    const query = { fields: field === undefined ? FIELDS : `${FIELDS},${field}` };
    const { status, body } = await this.#line.call({ method: 'GET', path: placeOf(id), query });
    if (status === 404) {
      // Whom Jira does not know any more, as after a token's end, it answers as anybody: they see no issue, which says nothing about it.
      if ((await this.flaw()) !== null) throw notOurs();
      return null;
    }
    const { key: found, id: kept, fields } = membersIn(body);
    const [key, lastingId] = [stringIn(found), stringIn(kept)];
    if (status !== 200 || key === null || !KEY.test(key)) throw unexpected('no issue');
    if (lastingId === null || !ID.test(lastingId)) throw unexpected('an issue without an id');
    if (key !== id && !(await this.#hadKey(key, id))) throw unexpected('no issue of this key');
    return { key, id: lastingId, fields: membersIn(fields) };
  }

  /**
   * Whether the changes of an issue say that it had another key. Jira answers for a moved issue under its old key too, with its new one
   * (…/api-group-issues/#api-rest-api-3-issue-issueidorkey-get).
   */
  async #hadKey(key: string, before: string): Promise<boolean> {
    for (let startAt = 0, page = 0; page < MOST_PAGES; page += 1) {
      const query = { startAt: String(startAt), maxResults: NEWEST };
      const { status, body } = await this.#line.call({ method: 'GET', path: `${placeOf(key)}/changelog`, query });
      const { values, isLast } = membersIn(body);
      if (status !== 200 || !Array.isArray(values)) throw unexpected('no changes');
      const changes = values.flatMap((one) => listIn(membersIn(one)['items'])).map(membersIn);
      if (changes.some(({ field, fromString }) => field === 'Key' && fromString === before)) return true;
      if (isLast !== false || values.length === 0) return false;
      startAt += values.length;
    }
    return false;
  }

  /** Which notes stand among the newest comments of ours. */
  async #standing(place: string): Promise<(marker: string) => boolean> {
    const query = { orderBy: '-created', maxResults: NEWEST };
    const { status, body } = await this.#line.call({ method: 'GET', path: `${place}/comment`, query });
    const { comments } = membersIn(body);
    if (status !== 200 || !Array.isArray(comments)) throw unexpected('no comments');
    const marked = comments
      .map(membersIn)
      .map(({ author, body: text }) => ({ author: membersIn(author)['accountId'], text: JSON.stringify(text ?? '') }))
      .filter(({ text }) => text.includes(MARK));
    if (marked.length === 0) return () => false;
    const ourselves = await this.#whoWeAre();
    const ours = marked.filter(({ author }) => author === ourselves);
    return (marker) => ours.some(({ text }) => text.includes(markOf(marker)));
  }

  async #whoWeAre(): Promise<string> {
    if (this.#ourselves !== undefined) return this.#ourselves;
    const { status, body } = await this.#line.call({ method: 'GET', path: '/rest/api/3/myself' });
    const found = stringIn(membersIn(body)['accountId']);
    if (status !== 200 || found === null) throw unexpected('no user of ours');
    this.#ourselves = found;
    return found;
  }
}

const placeOf = (key: string): string => `/rest/api/3/issue/${key}`;

const notOurs = (): AdapterError =>
  new AdapterError('credentials', {
    retryable: true,
    message: 'credentials: Jira answers as to somebody it does not know',
  });

/** https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/ ; the property makes the comment of a request internal. */
function commentOf(note: TicketNote): unknown {
  const content = linesOf(note).map((text) => ({
    type: 'paragraph',
    content: [
      text === note.link
        ? { type: 'text', text, marks: [{ type: 'link', attrs: { href: text } }] }
        : { type: 'text', text },
    ],
  }));
  return {
    body: { type: 'doc', version: 1, content },
    properties: [{ key: 'sd.public.comment', value: { internal: true } }],
  };
}
