import type * as z from 'zod/mini';
import type { SubmitServices } from '../../app/ledger/submit.ts';
import { sessionOf } from '../../app/proving/visit.ts';
import { parseAs, type Shape } from '../../app/untrusted/schema.ts';
import type { Actor } from '../../core/recovery/state/commands.ts';
import { commandIdOf, idempotencyKeyOf, jsonOf } from '../event.ts';
import type { Operation } from '../operation.ts';
import { cookieOf } from './cookie.ts';
import type { Visiting } from './visiting.ts';

export interface AskedByAnybody<Services, Input> {
  readonly services: Services;
  /** The browser: what it does is recorded under the hash of its cookie. */
  readonly actor: Actor;
  /** The same when the same browser sends the same request again with its `Idempotency-Key`, otherwise new. */
  readonly id: string;
  readonly input: Input;
}

/** What the browser of somebody is called who asks about no recovery. */
const NOWHERE = 'calls';

/** A route that is open to everybody and is about no recovery. A browser without a cookie of ours gets one. */
export const asking =
  <Services extends SubmitServices, Schema extends z.ZodMiniType>(
    visiting: () => Visiting<Services>,
    shape: Shape<Schema>,
    handle: (request: AskedByAnybody<Services, z.output<Schema>>) => Promise<object>,
  ): Operation =>
  async (event) => {
    const said = jsonOf(event);
    const input = parseAs(shape, said);
    const key = idempotencyKeyOf(event);
    const { services, ...rules } = visiting();
    const cookie = await cookieOf(event, rules);
    const session = sessionOf({ recovery: NOWHERE, cookie: cookie.value });
    const named = { scope: ['page', session] as const, place: [event.routeKey], secret: cookie.value.reveal(), said };
    const id = key === undefined ? services.surroundings.newId() : commandIdOf({ ...named, key });
    const body = await handle({ services, actor: { by: 'visitor', session }, id, input });
    return { status: 200, body, ...(cookie.set === undefined ? {} : { cookies: [cookie.set] }) };
  };
