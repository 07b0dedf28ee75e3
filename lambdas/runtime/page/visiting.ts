import type * as z from 'zod/mini';
import { derivedId } from '../../core/audit/hash.ts';
import { jsonOf } from '../http/body.ts';
import type { HttpEvent, Reply } from '../http/event.ts';
import { idempotencyKeyOf, type Operation } from '../http/operation.ts';
import { parseAs } from '../http/schema.ts';
import { type Requester, type RequesterServices, requesterOf, sessionOf } from '../requester.ts';
import { cookieOf } from './cookie.ts';
import { unlessGone } from './state.ts';

export interface Visiting {
  readonly services: RequesterServices;
  /** Whether the page comes over TLS. */
  readonly secure: boolean;
}

export interface VisitRequest<Input> {
  readonly recovery: string;
  readonly requester: Requester;
  /** The id of the command: the same for a request that is sent again under its `Idempotency-Key`, and otherwise new. */
  readonly id: () => string;
  readonly freshId: () => string;
  readonly input: Input;
}

/** What the page asks for without a body. */
export const looking =
  (visiting: () => Visiting, handle: (request: VisitRequest<undefined>) => Promise<object>): Operation =>
  async (event) =>
    answered(visiting(), event, { input: undefined, handle });

/** What somebody does on the page, as a JSON body. */
export const doing =
  <Schema extends z.ZodMiniType>(
    visiting: () => Visiting,
    schema: Schema,
    handle: (request: VisitRequest<z.output<Schema>>) => Promise<object>,
  ): Operation =>
  async (event) =>
    answered(visiting(), event, { input: parseAs(schema, jsonOf(event)), handle: (one) => unlessGone(handle(one)) });

async function answered<Input>(
  { services, secure }: Visiting,
  event: HttpEvent,
  { input, handle }: { readonly input: Input; readonly handle: (request: VisitRequest<Input>) => Promise<object> },
): Promise<Reply> {
  const cookie = cookieOf(event, secure);
  const recovery = event.pathParameters?.['id'] ?? '';
  const key = idempotencyKeyOf(event);
  const freshId = (): string => services.surroundings.newId();
  const body = await handle({
    ...{ recovery, input, freshId },
    requester: requesterOf(services, { recovery, cookie: cookie.value }),
    id: () =>
      key === undefined ? freshId() : derivedId('page', sessionOf(cookie.value), key, event.routeKey, recovery),
  });
  return { status: 200, body, ...(cookie.set === undefined ? {} : { cookies: [cookie.set] }) };
}
