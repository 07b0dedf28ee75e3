import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { type Problem, problem, refusalProblem } from '../../lambdas/app/problem.ts';
import { LedgerCorrupt } from '../../lambdas/core/audit/commit.ts';
import { REFUSALS, type RefusalCode } from '../../lambdas/core/recovery/state/refusals.ts';
import type { HttpEvent, HttpResult } from '../../lambdas/http/event.ts';
import { type HttpOptions, httpHandler } from '../../lambdas/http/stack.ts';
import { AdapterError } from '../../lambdas/ports/errors.ts';
import { subjectOf } from '../support/fixtures.ts';
import { anEvent, bodyOf, caughtLog, knownPeople, registeredPerson, signedIn } from '../support/http.ts';
import { tokens } from '../support/tokens.ts';

const CANARY = 'canary.mallory@evil.example';

afterEach(() => {
  jest.restoreAllMocks();
});

/** A function with one route, which does this. */
const handlerOf = (work: () => unknown, over: Partial<HttpOptions> = {}) =>
  httpHandler({
    routes: {
      'POST /things/{id}': async () => {
        await work();
        return { status: 200, body: { done: true } };
      },
    },
    ...over,
  });

const EVENT: HttpEvent = anEvent(
  'POST /things/{id}',
  { pathParameters: { id: CANARY }, queryStringParameters: { q: CANARY }, headers: { authorization: CANARY } },
  { secret: CANARY },
);

const throwing = (error: unknown) => () => {
  throw error;
};

const answerTo = async (error: unknown, over: Partial<HttpOptions> = {}): Promise<HttpResult> => {
  caughtLog();
  return handlerOf(throwing(error), over)(EVENT);
};

describe('answers', () => {
  it('are JSON that nobody keeps, frames, or guesses the type of', async () => {
    caughtLog();
    const { statusCode, headers, body } = await handlerOf(() => undefined)(EVENT);
    expect([statusCode, JSON.parse(body)]).toEqual([200, { done: true }]);
    expect(headers).toEqual({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'content-type': 'application/json',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-correlation-id': 'request-1',
    });
  });

  it('write a problem as RFC 9457 does, with its facts', async () => {
    const result = await answerTo(
      refusalProblem({ code: 'already-open', facts: { recovery: 'r-1', status: 'proofing' } }),
    );
    expect(result).toMatchObject({
      statusCode: 409,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    });
    expect(bodyOf(result)).toEqual({
      ...{ rule: 'rule 4', control: 'product', owner: 'the product' },
      next: 'go on with the recovery that is under way, or stop it first',
      type: 'urn:countersign:problem:already-open',
      title: REFUSALS['already-open'].says,
      status: 409,
      code: 'already-open',
      detail: REFUSALS['already-open'].says,
      correlation: 'request-1',
      recovery: 'r-1',
      recoveryStatus: 'proofing',
    });
  });

  it('say in the detail which fields are wrong', async () => {
    const errors = [{ pointer: '/a', mistake: 'invalid-type' }];
    const result = await answerTo(problem('fields-invalid', { facts: { errors } }));
    expect(bodyOf(result)).toMatchObject({ detail: expect.stringContaining('`/a`'), errors });
  });

  it('ask for a token where there is none', async () => {
    expect((await answerTo(problem('token-missing'))).headers).toMatchObject({ 'www-authenticate': 'Bearer' });
    expect((await answerTo(problem('signature-invalid'))).headers).not.toHaveProperty('www-authenticate');
  });

  it.each([
    ['a store that may answer later', new AdapterError('throttled', { retryable: true }), 503, 'unavailable', '1'],
    ['others on the same account', new AdapterError('contention', { retryable: true }), 409, 'contention', '1'],
    [
      'a function that runs out of time',
      Object.assign(new Error('x'), { name: 'TimeoutError' }),
      503,
      'unavailable',
      '1',
    ],
    ['a store that says no for good', new AdapterError('denied', { retryable: false }), 500, 'internal', undefined],
    [
      'a ledger that was altered',
      new LedgerCorrupt('cognito:jane', 1, 'bytes-altered'),
      500,
      'stream-stopped',
      undefined,
    ],
    ['a defect', new TypeError(CANARY), 500, 'internal', undefined],
    ['what is no error', CANARY, 500, 'internal', undefined],
  ])('turn %s into a problem that quotes nothing', async (_, error, status, code, retryAfter) => {
    const result = await answerTo(error);
    expect(result.statusCode).toBe(status);
    expect(result.headers['retry-after']).toBe(retryAfter);
    expect(bodyOf(result)).toMatchObject({ code, status, correlation: 'request-1' });
    expect(JSON.stringify(result)).not.toContain(CANARY);
  });

  it.each(Object.keys(REFUSALS) as RefusalCode[])(
    'have a status between 403 and 422 for the refusal %s',
    async (code) => {
      const { statusCode } = await answerTo(refusalProblem({ code, facts: {} }));
      expect([403, 404, 409, 422]).toContain(statusCode);
    },
  );

  it('know no other route', async () => {
    caughtLog();
    for (const routeKey of ['GET /things/{id}', 'constructor', '$default']) {
      expect(bodyOf(await handlerOf(() => undefined)({ ...EVENT, routeKey }))).toMatchObject({ code: 'route-unknown' });
    }
  });

  it('are the same where an endpoint writes null for what a request does not have', async () => {
    caughtLog();
    const bare = { headers: {}, routeKey: 'GET /things', pathParameters: null, queryStringParameters: null };
    const event = { ...bare, body: null, cookies: null, isBase64Encoded: null } as unknown as HttpEvent;
    const routes = {
      'GET /things': async ({ pathParameters = {}, cookies = [], ...rest }: HttpEvent) => {
        expect([pathParameters, cookies, 'queryStringParameters' in rest]).toEqual([{}, [], false]);
        return { status: 200 as const, body: {} };
      },
    };
    expect((await httpHandler({ routes })(event)).statusCode).toBe(200);
  });

  it('are not sent again to a reader who has them, and nobody is told by a tag what others are shown', async () => {
    caughtLog();
    let shown: object = { who: 'one' };
    const handler = httpHandler({ routes: { 'GET /things': async () => ({ status: 200, body: shown }) } });
    const read = (held?: string) => handler(anEvent('GET /things', { headers: { 'if-none-match': held } }));
    const first = await read();
    const tag = first.headers['etag'] ?? '';
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    for (const held of [tag, `W/${tag}`, `"other", ${tag}`]) {
      const { statusCode, headers, body } = await read(held);
      expect([statusCode, body, headers['etag'], headers['cache-control']]).toEqual([304, '', tag, 'no-store']);
      expect(headers).not.toHaveProperty('content-type');
    }
    for (const held of ['', '*', '"other"', tag.slice(0, -1)]) expect((await read(held)).statusCode).toBe(200);
    shown = { who: 'two' };
    expect((await read(tag)).statusCode).toBe(200);
  });

  it('to a command are never held back, whatever the sender says to have', async () => {
    caughtLog();
    const { headers, statusCode } = await handlerOf(() => undefined)({
      ...EVENT,
      headers: { ...EVENT.headers, 'if-none-match': '*' },
    });
    expect([statusCode, headers['etag']]).toEqual([200, undefined]);
  });

  it('come before the function is cut off', async () => {
    caughtLog();
    const context = { getRemainingTimeInMillis: () => 510 } as Context;
    const slow = handlerOf(() => new Promise((resolve) => setTimeout(resolve, 200)));
    expect((await slow(EVENT, context)).statusCode).toBe(503);
  });
});

describe('the log', () => {
  it('has one line a request, of fields that nobody outside can fill', async () => {
    const lines = caughtLog();
    await handlerOf(() => undefined)(EVENT);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        level: 'info',
        message: 'request',
        at: expect.any(String),
        routeKey: 'POST /things/{id}',
        status: 200,
        code: 'ok',
        ms: expect.any(Number),
        correlation: 'request-1',
      },
    ]);
  });

  it('says where a defect was, never what it said', async () => {
    const lines = caughtLog();
    await handlerOf(throwing(new TypeError(CANARY, { cause: new AdapterError('denied', { retryable: false }) })))(
      EVENT,
    );
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'error',
      status: 500,
      code: 'internal',
      error: { name: 'TypeError', thrownAt: expect.any(Array), cause: { code: 'denied' } },
    });
    expect(lines.join()).not.toContain(CANARY);
  });

  it.each(['a b', 'x\n{"level":"forged"}', '<script>', 'x'.repeat(65), undefined])(
    'takes no correlation that is not one: %j',
    async (requestId) => {
      const lines = caughtLog();
      await handlerOf(() => undefined)({ ...EVENT, requestContext: { requestId } });
      expect(JSON.parse(lines.join())).toMatchObject({ correlation: 'none' });
    },
  );
});

describe('what is refused', () => {
  const recorded = (over: Partial<HttpOptions> = {}) => {
    const codes: string[] = [];
    const record = async ({ code }: Problem): Promise<void> => {
      codes.push(code);
    };
    return { codes, options: { record, ...over } };
  };

  it.each([
    ['a bad request', problem('json-malformed'), ['json-malformed']],
    [
      'a refusal that is in no ledger yet',
      refusalProblem({ code: 'recovery-unknown', facts: {} }),
      ['recovery-unknown'],
    ],
    ['a source without keys', problem('keys-unusable'), ['keys-unusable']],
    ['a refusal that the ledger has', refusalProblem({ code: 'not-due', facts: {} }, { recorded: true }), []],
    ['what went wrong here', new Error('x'), []],
    ['others on the same account', new AdapterError('contention', { retryable: true }), []],
  ])('is recorded, if the ledger should know: %s', async (_, error, expected) => {
    const { codes, options } = recorded();
    await answerTo(error, options);
    expect(codes).toEqual(expected);
  });

  it('is never recorded as somebody’s whom only the event itself names', async () => {
    const callers: unknown[] = [];
    const record: HttpOptions['record'] = async (_, { caller }) => {
      callers.push(caller);
    };
    caughtLog();
    const caller = { actor: { by: 'person', person: 'person:jane' }, registered: true } as HttpEvent['caller'];
    await handlerOf(throwing(problem('json-malformed')), { record })({ ...EVENT, caller });
    expect(callers).toEqual([undefined]);
  });

  it('is answered only once it is recorded', async () => {
    const record = async (): Promise<void> => {
      throw new AdapterError('unavailable', { retryable: true });
    };
    const result = await answerTo(problem('signature-invalid'), { record });
    expect(bodyOf(result)).toMatchObject({ status: 503, code: 'unavailable' });
  });
});

describe('who may come in', () => {
  const people = knownPeople({ [`subject:${subjectOf('sub-jane')}`]: registeredPerson('person:jane') });
  const callers = () => ({ tokens, people, groupsClaim: 'cognito:groups', issuerAssurance: 1 as const });
  const comes = async (event: Partial<HttpEvent>, over: Partial<HttpOptions> = {}): Promise<HttpResult> => {
    caughtLog();
    return handlerOf(() => undefined, { callers, ...over })({ ...EVENT, ...event });
  };

  it('is whom the registry knows', async () => {
    expect((await comes(signedIn('sub-jane'))).statusCode).toBe(200);
  });

  it('is nobody without a token that holds', async () => {
    expect(bodyOf(await comes({}))).toMatchObject({ status: 401, code: 'token-missing' });
  });

  it('is nobody whom the event itself says to be known', async () => {
    const caller = { actor: { by: 'person', person: 'person:jane' }, registered: true } as HttpEvent['caller'];
    expect(bodyOf(await comes({ caller }))).toMatchObject({ status: 401 });
  });

  it.each(['admin', 'agent'])('is no stranger, whatever the token says: %s', async (group) => {
    expect(bodyOf(await comes(signedIn('sub-new', [group])))).toMatchObject({ status: 403, code: 'person-unknown' });
  });
});
