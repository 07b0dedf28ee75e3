import type * as z from 'zod/mini';
import type { SubmitServices } from '../../app/ledger/submit.ts';
import { problem } from '../../app/problem.ts';
import { type OpenPage, sessionOf } from '../../app/proving/visit.ts';
import { parseAs, type Shape } from '../../app/untrusted/schema.ts';
import { commandIdOf, type HttpEvent, idempotencyKeyOf, jsonOf, type Reply } from '../event.ts';
import type { Operation } from '../operation.ts';
import { type CookieRules, cookieOf } from './cookie.ts';
import { unlessGone } from './state.ts';

export interface Visiting<Services extends SubmitServices> extends CookieRules {
  readonly services: Services;
}

/** The services of a function, and the requester that it makes of them for one page. */
export interface Pages<Services extends SubmitServices, Requester> {
  readonly visiting: () => Visiting<Services>;
  readonly open: (services: Services, page: OpenPage) => Requester;
}

export interface VisitRequest<Requester, Input> {
  readonly recovery: string;
  readonly requester: Requester;
  /** The id of the command: the same when the same request is sent again with its `Idempotency-Key`, otherwise new. */
  readonly id: () => string;
  readonly freshId: () => string;
  readonly input: Input;
}

/** A route of the page without a body. */
export const looking =
  <Services extends SubmitServices, Requester>(
    pages: Pages<Services, Requester>,
    handle: (request: VisitRequest<Requester, undefined>) => Promise<object>,
  ): Operation =>
  async (event) =>
    answered(pages, event, { said: undefined, input: undefined, mayBeNew: () => true, handle });

/**
 * A route of the page with a JSON body. Throws `page-not-open`, unrecorded, for a browser without a page cookie of ours. `mayBeNew`: inputs
 * that are accepted from any browser.
 */
export const doing =
  <Services extends SubmitServices, Requester, Schema extends z.ZodMiniType>(
    pages: Pages<Services, Requester>,
    shape: Shape<Schema>,
    handle: (request: VisitRequest<Requester, z.output<Schema>>) => Promise<object>,
    mayBeNew: (input: z.output<Schema>) => boolean = () => false,
  ): Operation =>
  async (event) => {
    const said = jsonOf(event);
    const input = parseAs(shape, said);
    return answered(pages, event, { said, input, mayBeNew, handle: (one) => unlessGone(handle(one)) });
  };

interface Asked<Requester, Input> {
  readonly said: unknown;
  readonly input: Input;
  readonly mayBeNew: (input: Input) => boolean;
  readonly handle: (request: VisitRequest<Requester, Input>) => Promise<object>;
}

async function answered<Services extends SubmitServices, Requester, Input>(
  { visiting, open }: Pages<Services, Requester>,
  event: HttpEvent,
  { said, input, mayBeNew, handle }: Asked<Requester, Input>,
): Promise<Reply> {
  const { services, ...rules } = visiting();
  const cookie = await cookieOf(event, rules);
  if (cookie.set !== undefined && !mayBeNew(input)) throw problem('page-not-open', { recorded: true });
  const recovery = event.pathParameters?.['id'] ?? '';
  const key = idempotencyKeyOf(event);
  const freshId = (): string => services.surroundings.newId();
  const named = {
    ...({ scope: ['page', sessionOf({ recovery, cookie: cookie.value })], place: [event.routeKey, recovery] } as const),
    ...{ secret: cookie.value.reveal(), said },
  };
  const body = await handle({
    ...{ recovery, input, freshId },
    requester: open(services, { recovery, cookie: cookie.value }),
    id: () => (key === undefined ? freshId() : commandIdOf({ ...named, key })),
  });
  return { status: 200, body, ...(cookie.set === undefined ? {} : { cookies: [cookie.set] }) };
}
