import { randomUUID } from 'node:crypto';
import { type Answer, OktaError, type OrgPart, paged } from './answers.ts';

/** An event of the System Log, as far as Countersign reads one: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/ */
export interface LogEvent {
  readonly uuid: string;
  readonly published: string;
  readonly eventType: string;
  readonly outcome: { readonly result: string };
  readonly actor: { readonly id: string; readonly type: string };
  readonly target: readonly { readonly id: string; readonly type: string }[] | null;
}

const FILTER = /^(eventType eq "[a-z0-9_.]+")( or eventType eq "[a-z0-9_.]+")*$/;
const TAKES = ['since', 'sortOrder', 'limit', 'filter', 'after'];

/** The System Log of an org, in memory: events in the order in which they were kept, and a cursor that leads on also where nothing is yet. */
export class OrgLog implements OrgPart {
  readonly at = /^\/api\/v1\/logs$/;
  readonly events: { readonly event: LogEvent; readonly keptAt: string }[] = [];
  /** Cursors of before are not known any more. */
  isForgetful = false;
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** `agoMs`: how long ago it happened that is kept now. */
  add(
    eventType: string,
    over: Partial<LogEvent> & { readonly user: string; readonly by: LogEvent['actor']; readonly agoMs?: number },
  ): LogEvent {
    const { user, by, agoMs = 0, ...others } = over;
    const event: LogEvent = {
      ...{ uuid: randomUUID(), published: new Date(this.#now() - agoMs).toISOString(), eventType },
      ...{ outcome: { result: 'SUCCESS' }, actor: by, target: [{ id: user, type: 'User' }] },
      ...others,
    };
    this.events.push({ event, keptAt: new Date(this.#now()).toISOString() });
    return event;
  }

  answer(method: string, url: URL, { scopes }: { readonly scopes: readonly string[] }): Answer {
    if (method !== 'GET')
      throw new OktaError(405, 'E0000022', 'The endpoint does not support the provided HTTP method');
    if (!scopes.includes('okta.logs.read'))
      throw new OktaError(403, 'E0000006', 'You do not have permission to perform the requested action');
    const { searchParams: asked } = url;
    const [since = '', filter = '', after, limit] = ['since', 'filter', 'after', 'limit'].map(
      (name) => asked.get(name) ?? undefined,
    );
    const isRight =
      [...asked.keys()].every((name) => TAKES.includes(name)) &&
      asked.get('sortOrder') === 'ASCENDING' &&
      !Number.isNaN(Date.parse(since)) &&
      FILTER.test(filter) &&
      Number(limit ?? 100) <= 1_000;
    if (!isRight || (after !== undefined && this.isForgetful))
      throw new OktaError(400, 'E0000001', 'Api validation failed');
    const types = [...filter.matchAll(/"([^"]+)"/g)].map(([, type]) => type);
    const found = this.events.filter(({ event, keptAt }) => keptAt >= since && types.includes(event.eventType));
    const page = paged(
      found.map(({ event }) => event),
      url,
    );
    // A poll always has a next page: where the next look begins.
    const next = new URL(url);
    next.searchParams.set('after', String(Math.min(Number(after ?? 0) + Number(limit ?? 100), found.length)));
    return { ...page, next };
  }
}
