import type * as z from 'zod/mini';
import { problem } from '../app/problem.ts';
import { parseAs, type Shape } from '../app/untrusted/schema.ts';
import type { PersonActor } from '../core/recovery/state/commands.ts';
import { networkOf } from '../core/risk/network.ts';
import type { Surroundings } from '../ports/ledger.ts';
import { Secret } from '../ports/secret.ts';
import { commandIdOf, type HttpEvent, idempotencyKeyOf, jsonOf, type Reply } from './event.ts';

/** The handling of one route. */
export type Operation = (event: HttpEvent) => Promise<Reply>;

/** A request of a signed-in person, with every part checked. */
export interface CheckedRequest<Input> {
  readonly actor: PersonActor;
  /** A path parameter; empty when the route has none of this name. */
  readonly parameter: (name: string) => string;
  /** The body of a command, or the query of a read. */
  readonly input: Input;
  /** The network of the request, in the clear; null when the gateway gives none, or it is this machine. */
  readonly network: Secret | null;
  /** The id of the command: the same when the same request is sent again with its `Idempotency-Key`, otherwise new. */
  readonly commandId: (surroundings: Surroundings) => string;
}

/** A route with a JSON body. */
export const command =
  <Schema extends z.ZodMiniType>(
    shape: Shape<Schema>,
    handle: (request: CheckedRequest<z.output<Schema>>) => Promise<object>,
    status: Reply['status'] = 200,
  ): Operation =>
  async (event) => {
    const key = idempotencyKeyOf(event);
    const said = jsonOf(event);
    const input = parseAs(shape, said);
    return { status, body: await handle({ ...partsOf(event, { key, said }), input }) };
  };

/** A route that removes something, named by path and query. */
export const removing =
  <Schema extends z.ZodMiniType>(
    shape: Shape<Schema>,
    handle: (request: CheckedRequest<z.output<Schema>>) => Promise<object>,
  ): Operation =>
  async (event) => {
    const key = idempotencyKeyOf(event);
    const said = event.queryStringParameters ?? {};
    const input = parseAs(shape, said);
    return { status: 200, body: await handle({ ...partsOf(event, { key, said }), input }) };
  };

/** A route that reads, with a query. */
export const reading =
  <Schema extends z.ZodMiniType>(
    shape: Shape<Schema>,
    handle: (request: CheckedRequest<z.output<Schema>>) => Promise<object>,
  ): Operation =>
  async (event) => {
    const input = parseAs(shape, event.queryStringParameters ?? {});
    return { status: 200, body: await handle({ ...partsOf(event), input }) };
  };

interface Named {
  readonly key?: string | undefined;
  readonly said?: unknown;
}

function partsOf(event: HttpEvent, { key, said }: Named = {}): Omit<CheckedRequest<unknown>, 'input'> {
  const { caller, routeKey, pathParameters = {} } = event;
  if (caller === undefined) throw problem('token-missing');
  const { actor } = caller;
  const place = [routeKey, ...Object.entries(pathParameters).map(([name, value]) => `${name}=${value}`)];
  return {
    actor,
    parameter: (name) => pathParameters[name] ?? '',
    network: networkIn(event),
    commandId: (surroundings) =>
      key === undefined
        ? surroundings.newId()
        : commandIdOf({ scope: ['http', actor.person], place, key, secret: '', said }),
  };
}

function networkIn({ requestContext }: HttpEvent): Secret | null {
  const network = networkOf(requestContext?.http?.sourceIp ?? '');
  return network === undefined ? null : new Secret(network);
}
