import middy, { type Request } from '@middy/core';
import type { Context } from 'aws-lambda';
import { log } from '../app/log.ts';
import { type Problem, problem, refusalProblem } from '../app/problem.ts';
import type { EdgeSecrets } from '../ports/keyed.ts';
import { type CallerServices, callerOf } from './actor.ts';
import { answerProblem, answerReply, problemOf, unlessHeld } from './answer.ts';
import { throughEdge } from './edge.ts';
import { type HttpEvent, type HttpResult, type Reply, withoutNulls } from './event.ts';
import type { Operation } from './operation.ts';
import { statusOf } from './status.ts';

/** The differences between the functions of the API. */
export interface HttpOptions {
  /** The function's operation for each of its routes, by `method path`. */
  readonly routes: Readonly<Record<string, Operation>>;
  /** Identifies callers and refuses all others; absent for routes without sign-in. */
  readonly callers?: () => CallerServices;
  /** The edge before this deployment, through which every request must come; undefined: there is none. */
  readonly edge?: EdgeSecrets | undefined;
  /** Records in the ledger what was refused before there was a command; absent for functions that only read. */
  readonly record?: (refused: Problem, event: HttpEvent) => Promise<void>;
}

interface Internal extends Record<string, unknown> {
  startedAt?: number;
}

type HttpRequest = Request<HttpEvent, HttpResult | Reply, Error, Context, Internal>;

/** Milliseconds left to record, answer and log after middy has ended a slow request. */
const EARLY_MS = 500;

/**
 * A Lambda function for an HTTP API: one log line for each request, one place where errors become answers, and every refusal recorded.
 * Middy runs the final steps in reverse order: record, answer, log.
 */
export function httpHandler(options: HttpOptions): (event: HttpEvent, context?: Context) => Promise<HttpResult> {
  const stack = middy<HttpEvent, HttpResult | Reply, Error, Context, Internal>(dispatchTo(options.routes), {
    timeoutEarlyInMillis: EARLY_MS,
  })
    .use(logging)
    .use(answering)
    .use(recording(options))
    .use(passing(options))
    .use(authenticating(options));
  // Drop any `caller` that came in with the event; only this stack sets it.
  return (event, context) =>
    stack({ ...withoutNulls(event), caller: undefined }, context ?? ({} as Context)) as Promise<HttpResult>;
}

const dispatchTo =
  (routes: HttpOptions['routes']) =>
  async (event: HttpEvent): Promise<Reply> => {
    const operation = Object.hasOwn(routes, event.routeKey) ? routes[event.routeKey] : undefined;
    if (operation === undefined) throw problem('route-unknown');
    return operation(event);
  };

/** The line never contains a path, a query, a body, an address or a token: only the route as the contract writes it. */
const logging = {
  before: (request: HttpRequest): void => {
    request.internal.startedAt = performance.now();
  },
  after: (request: HttpRequest): void => logRequest(request),
  onError: (request: HttpRequest): void => logRequest(request),
};

function logRequest({ event, error, response, internal }: HttpRequest): void {
  const status = response !== null && 'statusCode' in response ? response.statusCode : 500;
  const failure = error === null || error === undefined ? undefined : problemOf(error);
  log(status >= 500 ? 'error' : 'info', 'request', {
    routeKey: event.routeKey,
    status,
    code: failure?.code ?? 'ok',
    ms: Math.round(performance.now() - (internal.startedAt ?? performance.now())),
    correlation: correlationOf(event),
    ...(failure?.cause === undefined ? {} : { error: failure.cause }),
  });
}

const answering = {
  after: (request: HttpRequest): void => {
    if (request.response !== null)
      request.response = unlessHeld(
        answerReply(request.response as Reply, correlationOf(request.event)),
        request.event,
      );
  },
  onError: (request: HttpRequest): void => {
    request.response = answerProblem(problemOf(request.error), correlationOf(request.event));
  },
};

const recording = ({ record }: HttpOptions) => ({
  onError: async (request: HttpRequest): Promise<void> => {
    const refused = problemOf(request.error);
    if (record === undefined || !isForLedger(refused) || isReading(request.event)) return;
    try {
      await record(refused, request.event);
    } catch (error) {
      // INVARIANT: nobody hears of a refusal that is not in the ledger. The caller retries.
      request.error = problem('unavailable', { cause: error });
    }
  },
});

/** A refused read leaves no record, because a read changes nothing. */
const isReading = ({ routeKey }: HttpEvent): boolean => routeKey.startsWith('GET ');

/**
 * Records refusals caused by the caller, not our own failures; with one exception: a source that cannot be verified because its keys are
 * missing. What did not come through the edge reaches no stream.
 */
const isForLedger = ({ recorded, code }: Problem): boolean =>
  !recorded && code !== 'contention' && code !== 'edge-bypassed' && (statusOf(code) < 500 || code === 'keys-unusable');

const passing = ({ edge }: HttpOptions) => ({
  before: async (request: HttpRequest): Promise<void> => {
    if (edge !== undefined) request.event = await throughEdge(request.event, edge);
  },
});

const authenticating = ({ callers }: HttpOptions) => ({
  before: async (request: HttpRequest): Promise<void> => {
    if (callers === undefined) return;
    const caller = await callerOf(request.event, callers());
    request.event.caller = caller;
    if (!caller.registered) throw refusalProblem({ code: 'person-unknown', facts: {} });
  },
});

/** The gateway's request id where it looks like one. Anything else is logged as `none`, so a caller cannot inject log text. */
function correlationOf({ requestContext }: HttpEvent): string {
  const id = requestContext?.requestId ?? '';
  return /^[A-Za-z0-9=_-]{1,64}$/.test(id) ? id : 'none';
}
