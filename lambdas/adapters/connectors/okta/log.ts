import * as z from 'zod/mini';
import type { ChangeKind, ChangeMaker, DirectoryChange } from '../../../core/recovery/state/receipts.ts';
import { plusSeconds } from '../../../core/values/instant.ts';
import type { DirectoryLog, LogPage } from '../../../ports/directory-log.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { changesOf } from '../logged-changes.ts';
import type { Okta } from './okta.ts';

/** What an event type shows that was done (https://developer.okta.com/docs/reference/api/event-types/). */
const KINDS: Readonly<Record<string, ChangeKind>> = {
  'user.account.reset_password': 'password-set',
  'user.account.update_password': 'password-set',
  'user.account.expire_password': 'password-set',
  'user.mfa.factor.activate': 'factor-added',
  'user.mfa.factor.deactivate': 'factor-removed',
  'user.mfa.factor.reset_all': 'factor-removed',
  'user.account.unlock': 'unlocked',
  'user.account.unlock_by_admin': 'unlocked',
  'user.lifecycle.activate': 'enabled',
  'user.lifecycle.reactivate': 'enabled',
  'user.lifecycle.unsuspend': 'enabled',
};

const FILTER = Object.keys(KINDS)
  .map((type) => `eventType eq "${type}"`)
  .join(' or ');

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/ */
const eventShape = z.object({
  uuid: z.string().check(z.regex(/^[\w-]{1,64}$/)),
  published: z.iso.datetime(),
  eventType: z.string(),
  outcome: z.nullish(z.object({ result: z.string() })),
  actor: z.object({ id: z.string(), type: z.string() }),
  target: z.nullish(z.array(z.object({ id: z.nullish(z.string()), type: z.string() }))),
});
type LogEvent = z.output<typeof eventShape>;

/** Events of one page. */
const LIMIT = 100;
/** Seconds that are read once more where a place is not known any more: later than Okta keeps an event. */
const OVERLAP_SECONDS = 900;

/** Where the log was read to: Okta's cursor, and the time from which it leads. */
interface Place {
  readonly since: string;
  readonly after: string | null;
  /** When the last look was. */
  readonly at: string;
}

export interface OktaLogOptions {
  /** Client ids of the service apps of our own functions that change something. */
  readonly connectors: readonly string[];
  readonly now?: () => number;
}

/**
 * The System Log of an org, polled: its order is that in which Okta kept the events, so one that is late is not missed
 * (https://developer.okta.com/docs/reference/system-log-query/).
 */
export class OktaLog implements DirectoryLog {
  readonly connector = 'okta';
  readonly #okta: Okta;
  readonly #options: Required<OktaLogOptions>;

  constructor(okta: Okta, { now = Date.now, connectors }: OktaLogOptions) {
    this.#okta = okta;
    this.#options = { now, connectors };
  }

  async since(kept: string | null): Promise<LogPage> {
    const at = new Date(this.#options.now()).toISOString();
    // INVARIANT: this class wrote it.
    const place = kept === null ? { since: at, after: null, at } : (JSON.parse(kept) as Place);
    const { items, after, since } = await this.#read(place);
    const next: Place = { since, after: after ?? place.after, at };
    return {
      changes: items.flatMap((event) => oktaChangesIn(event, this.#options.connectors)),
      // A look that found nothing leaves the place where it was: nothing is written every minute.
      place: kept !== null && items.length === 0 && next.after === place.after ? kept : JSON.stringify(next),
      isEnd: items.length < LIMIT,
    };
  }

  async #read(place: Place) {
    try {
      return await this.#page(place.since, place.after);
    } catch (error) {
      // Okta does not keep a cursor for ever: from a time before the last look on, with overlap.
      const isForgotten = error instanceof AdapterError && error.code === 'invalid-request' && place.after !== null;
      if (!isForgotten) throw error;
      return this.#page(plusSeconds(place.at, -OVERLAP_SECONDS), null);
    }
  }

  async #page(since: string, after: string | null) {
    const query = new URLSearchParams({ since, sortOrder: 'ASCENDING', limit: String(LIMIT), filter: FILTER });
    if (after !== null) query.set('after', after);
    const { items, next } = await this.#okta.page(`/logs?${query}`, eventShape);
    return { items, since, after: next?.searchParams.get('after') ?? null };
  }
}

/** The changes in an event of the System Log, or of an event hook, which has the same shape; what failed changed nothing. */
export function oktaChangesIn(
  { uuid: entry, published, eventType, outcome, actor, target }: LogEvent,
  connectors: readonly string[],
): readonly DirectoryChange[] {
  const kind = Object.hasOwn(KINDS, eventType) ? KINDS[eventType] : undefined;
  if (kind === undefined || outcome?.result !== 'SUCCESS') return [];
  const change = { connector: 'okta', kind, at: new Date(published).toISOString(), entry };
  return changesOf(change, target, (user) => makerOf(actor, { user, connectors }));
}

/** The same for an event that somebody sent; undefined for what is none. */
export function oktaChangesSent(event: unknown, connectors: readonly string[]): readonly DirectoryChange[] | undefined {
  const parsed = eventShape.safeParse(event);
  return parsed.success ? oktaChangesIn(parsed.data, connectors) : undefined;
}

/** By ids alone: a name may be a person's address. */
function makerOf(
  { id, type }: LogEvent['actor'],
  { user, connectors }: { readonly user: string; readonly connectors: readonly string[] },
): ChangeMaker {
  const name = /^[\w-]{1,128}$/.test(id) ? id : null;
  if (connectors.includes(id)) return { as: 'connector', name };
  if (id === user) return { as: 'owner', name: null };
  // Okta itself names nobody.
  return type === 'SystemPrincipal' ? { as: 'unknown', name: null } : { as: 'other', name };
}
