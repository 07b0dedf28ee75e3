import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { ROUTES } from '../../../lambdas/contract/routes.ts';
import { matchRoute } from '../../../local/serve/http/routes.ts';
import { type App, type HttpServer, startHttp } from '../../../local/serve/http/server.ts';
import { caughtLog } from '../../support/http.ts';

type Event = APIGatewayProxyEventV2WithJWTAuthorizer;

const running: HttpServer[] = [];
afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(running.splice(0).map((server) => server.close()));
});

/** A server before functions that remember what they were called with and answer as told. */
async function serve(
  over: Partial<App> = {},
  patienceMs?: number,
): Promise<{ url: string; events: { name: string; event: Event }[] }> {
  const events: { name: string; event: Event }[] = [];
  const app: App = {
    invoke: async (name, event) => {
      events.push({ name, event: event as Event });
      return { statusCode: 200, body: '{}' };
    },
    authorize: async (header) => (header === 'Bearer good' ? { sub: 'local-jane' } : undefined),
    page: (path) => (path === '/' ? { type: 'text/html; charset=utf-8', body: '<p>hello' } : undefined),
    ...over,
  };
  const server = await startHttp(0, patienceMs);
  server.serve(app);
  running.push(server);
  return { url: server.url, events };
}

const GOOD = { authorization: 'Bearer good' };

describe('matchRoute', () => {
  it.each(ROUTES)('finds $method $path', (route) => {
    const path = route.path.replaceAll(/\{\w+\+?\}/g, 'abc');
    expect(matchRoute(route.method, path)).toMatchObject({ found: true, route });
  });

  it.each(['/ledger/secret%3Aprod%2Fpayments%2Fdb', '/ledger/secret:prod/payments/db'])(
    'gives a greedy parameter the rest of the path: %s',
    (path) => {
      expect(matchRoute('GET', path)).toMatchObject({ parameters: { account: 'secret:prod/payments/db' } });
    },
  );

  it.each([
    ['an unknown path', 'GET', '/nothing', []],
    ['a deeper path', 'GET', '/recoveries/a/b', []],
    ['an empty parameter', 'GET', '/ledger/', []],
    ['a path of other methods', 'DELETE', '/recoveries', ['POST', 'GET']],
  ])('finds no route for %s', (_, method, path, allowed) => {
    expect(matchRoute(method, path)).toEqual({ found: false, allowed });
  });
});

describe('the HTTP server', () => {
  it('makes the event that API Gateway makes', async () => {
    const { url, events } = await serve();
    await fetch(`${url}/recoveries/rec%2D1/proofs?b=2&a=1&b=%C3%A9`, {
      method: 'POST',
      headers: { ...GOOD, 'X-Custom': 'Value', 'user-agent': 'jest', cookie: 'a=1; b=2' },
      body: '{"reason":"größer"}',
    });
    expect(events).toHaveLength(1);
    expect(events[0]?.name).toBe('recoveryCommands');
    expect(events[0]?.event).toMatchObject({
      version: '2.0',
      routeKey: 'POST /recoveries/{id}/proofs',
      rawPath: '/recoveries/rec%2D1/proofs',
      rawQueryString: 'b=2&a=1&b=%C3%A9',
      queryStringParameters: { a: '1', b: '2,é' },
      pathParameters: { id: 'rec-1' },
      cookies: ['a=1', 'b=2'],
      headers: { 'x-custom': 'Value', authorization: 'Bearer good' },
      body: '{"reason":"größer"}',
      isBase64Encoded: false,
      requestContext: {
        routeKey: 'POST /recoveries/{id}/proofs',
        stage: '$default',
        http: { method: 'POST', path: '/recoveries/rec%2D1/proofs', sourceIp: '127.0.0.1', userAgent: 'jest' },
        authorizer: { jwt: { claims: { sub: 'local-jane' } } },
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
    });
    const context = events[0]?.event.requestContext;
    expect(Math.abs((context?.timeEpoch ?? 0) - Date.now())).toBeLessThan(10_000);
    expect(context?.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('gives each request an id of its own', async () => {
    const { url, events } = await serve();
    await Promise.all([fetch(`${url}/openapi.json`), fetch(`${url}/openapi.json`)]);
    const ids = events.map(({ event }) => event.requestContext.requestId);
    expect(new Set(ids).size).toBe(2);
  });

  it('leaves out what is empty', async () => {
    const { url, events } = await serve();
    await fetch(`${url}/openapi.json`);
    const names = Object.keys(events[0]?.event ?? {});
    for (const name of ['body', 'queryStringParameters', 'pathParameters', 'cookies'])
      expect(names).not.toContain(name);
    expect(events[0]?.event.requestContext).not.toHaveProperty('authorizer');
  });

  it('joins a header that is sent twice', async () => {
    const { url, events } = await serve();
    await new Promise<void>((resolve, reject) => {
      const sent = request(`${url}/webhooks/jira`, { method: 'POST' }, (response) => {
        response.resume();
        response.on('end', () => resolve());
      });
      sent.on('error', reject);
      sent.setHeader('X-Hub-Signature', ['sha256=a', 'sha256=b']);
      sent.end('{}');
    });
    expect(events[0]?.event.headers['x-hub-signature']).toBe('sha256=a,sha256=b');
  });

  it('hands a body that is no text on in base64, byte for byte', async () => {
    const { url, events } = await serve();
    const bytes = Buffer.from([0xff, 0x00, 0xfe, 0x80]);
    await fetch(`${url}/webhooks/jira`, { method: 'POST', body: bytes });
    expect(events[0]?.event.isBase64Encoded).toBe(true);
    expect(Buffer.from(events[0]?.event.body ?? '', 'base64')).toEqual(bytes);
  });

  it('keeps a byte order mark, which a signature covers', async () => {
    const { url, events } = await serve();
    await fetch(`${url}/webhooks/jira`, { method: 'POST', body: Buffer.from('\uFEFF{}') });
    expect(Buffer.from(events[0]?.event.body ?? '')).toEqual(Buffer.from('\uFEFF{}'));
  });

  it.each([
    ['no token', {}],
    ['a bad token', { authorization: 'Bearer bad' }],
  ])('answers 401 to %s and calls nothing', async (_, headers) => {
    const { url, events } = await serve();
    const response = await fetch(`${url}/recoveries`, { headers });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ message: 'Unauthorized' });
    expect(events).toEqual([]);
  });

  it('asks for no token where a signature or nobody vouches', async () => {
    const { url, events } = await serve();
    const webhook = await fetch(`${url}/webhooks/jira`, { method: 'POST', body: '{}' });
    const openapi = await fetch(`${url}/openapi.json`);
    expect([webhook.status, openapi.status]).toEqual([200, 200]);
    expect(events.map(({ name }) => name)).toEqual(['webhook', 'openapi']);
  });

  it.each([
    ['404 to an unknown path', 'GET', '/nothing', 404, null],
    ['405 to another method', 'DELETE', '/recoveries', 405, 'POST, GET'],
    ['400 to a path that is not encoded well', 'GET', '/ledger/%zz', 400, null],
  ])('answers %s', async (_, method, path, status, allow) => {
    const { url, events } = await serve();
    const response = await fetch(url + path, { method, headers: GOOD });
    expect(response.status).toBe(status);
    expect(response.headers.get('allow')).toBe(allow);
    expect(events).toEqual([]);
  });

  it('answers 413 to what API Gateway does not take, and lives on', async () => {
    const { url, events } = await serve();
    const body = Buffer.alloc(10 * 1024 * 1024 + 1, 'a');
    const sent = await fetch(`${url}/webhooks/jira`, { method: 'POST', body }).then(
      ({ status }) => status,
      () => 'closed',
    );
    expect([413, 'closed']).toContain(sent);
    expect(events).toEqual([]);
    expect((await fetch(`${url}/openapi.json`)).status).toBe(200);
  });

  it('answers 431 to a request line with headers of more than 10,240 bytes, and calls nothing', async () => {
    const { url, events } = await serve();
    const path = `${url}/recoveries?filter=`;
    const large = [
      fetch(`${path}${'x'.repeat(10_240)}`, { headers: GOOD }),
      fetch(path, { headers: { ...GOOD, 'x-large': 'x'.repeat(10_240) } }),
    ];
    expect((await Promise.all(large)).map(({ status }) => status)).toEqual([431, 431]);
    expect(events).toEqual([]);
    expect((await fetch(path, { headers: { ...GOOD, 'x-large': 'x'.repeat(9_000) } })).status).toBe(200);
  });

  it('answers 503 when a function takes longer than API Gateway waits, and the function goes on', async () => {
    let ended = false;
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      ended = true;
      return { statusCode: 200, body: '{}' };
    };
    const { url } = await serve({ invoke: slow }, 50);
    expect((await fetch(`${url}/openapi.json`)).status).toBe(503);
    expect(ended).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(ended).toBe(true);
  });

  it('writes status, headers, cookies and bytes of the answer', async () => {
    const bytes = Buffer.from([1, 2, 0xff]);
    const { url } = await serve({
      invoke: async () => ({
        statusCode: 202,
        headers: { 'Cache-Control': 'no-store', 'content-type': 'application/octet-stream' },
        cookies: ['a=1', 'b=2'],
        body: bytes.toString('base64'),
        isBase64Encoded: true,
      }),
    });
    const response = await fetch(`${url}/openapi.json`);
    expect(response.status).toBe(202);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  });

  it('takes an answer without a status for the body', async () => {
    const { url } = await serve({ invoke: async () => ({ openapi: '3.1.0' }) });
    const response = await fetch(`${url}/openapi.json`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ openapi: '3.1.0' });
  });

  it('answers 500 and no word more when a function throws', async () => {
    const { url } = await serve({ invoke: async () => Promise.reject(new Error('canary-7f3a')) });
    const response = await fetch(`${url}/openapi.json`);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: 'Internal Server Error' });
  });

  it('shows a page that may load nothing', async () => {
    const { url } = await serve();
    const response = await fetch(`${url}/`);
    expect(await response.text()).toBe('<p>hello');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await fetch(`${url}/`, { method: 'POST' })).status).toBe(404);
  });

  it('finishes what is under way before it closes', async () => {
    let finish = (): void => undefined;
    const work = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { url } = await serve({ invoke: () => work.then(() => ({ statusCode: 200, body: '"done"' })) });
    const answer = fetch(`${url}/openapi.json`).then((response) => response.text());
    await new Promise((resolve) => setTimeout(resolve, 50));
    const closed = Promise.all(running.splice(0).map((server) => server.close()));
    const began = performance.now();
    finish();
    expect(await answer).toBe('"done"');
    await closed;
    // Not held open by a client that keeps its connection.
    expect(performance.now() - began).toBeLessThan(2_000);
    await expect(fetch(`${url}/openapi.json`)).rejects.toThrow();
  });

  it('answers 503 until it is told what to serve', async () => {
    const server = await startHttp(0);
    running.push(server);
    const answer = await fetch(`${server.url}/openapi.json`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
  });

  it('answers the documents of the issuer before that, and nothing else of it', async () => {
    const server = await startHttp(0);
    running.push(server);
    server.issue({
      takes: () => true,
      handle: async (_, response) => {
        response.end('keys');
      },
    });
    const statusOf = async (path: string) => (await fetch(`${server.url}${path}`)).status;
    expect(await statusOf('/.well-known/jwks.json')).toBe(200);
    expect(await Promise.all(['/oidc/token', '/sign-in/a', '/'].map(statusOf))).toEqual([503, 503, 503]);
  });

  it('logs what failed inside, without a message that may quote the request', async () => {
    const lines = caughtLog();
    const failing = async () => Promise.reject(new TypeError('canary-7'));
    const { url } = await serve({ invoke: failing, signIn: { takes: (path) => path === '/oidc/x', handle: failing } });
    const answers = await Promise.all([fetch(`${url}/openapi.json?canary-8`), fetch(`${url}/oidc/x`)]);
    expect(answers.map(({ status }) => status)).toEqual([500, 500]);
    const logged = lines.map((line) => JSON.parse(line));
    expect(logged).toHaveLength(2);
    for (const path of ['/openapi.json', '/oidc/x'])
      expect(logged).toContainEqual(
        expect.objectContaining({
          level: 'error',
          method: 'GET',
          path,
          error: expect.objectContaining({ name: 'TypeError' }),
        }),
      );
    expect(lines.join('')).not.toContain('canary');
  });

  it('says nothing of a client that goes in the middle of its request', async () => {
    const lines = caughtLog();
    const { url } = await serve();
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write('POST /recoveries HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{');
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(lines).toEqual([]);
  });

  it('says when the port is taken', async () => {
    const { url } = await serve();
    await expect(startHttp(Number(new URL(url).port))).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
