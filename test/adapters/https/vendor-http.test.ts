import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOfVendor, type Send } from '../../../lambdas/adapters/https/vendor-http.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';

const url = new URL('https://vendor.example/v1/users/jane');
const CANARY = 'canary-token';
const call = { method: 'POST', url, bearer: new Secret(CANARY), body: { json: { a: 1 } } } as const;

const failed = async (send: Send): Promise<unknown> => {
  try {
    return await answerOfVendor(send, call);
  } catch (error) {
    return error;
  }
};

describe('a call to a vendor', () => {
  it('sends the token in its header alone, JSON or a form, and follows no redirect', async () => {
    const seen: RequestInit[] = [];
    const send: Send = async (_, request) => {
      seen.push(request);
      return Response.json({ ok: true }, { status: 201 });
    };
    expect(await answerOfVendor(send, call)).toEqual({ status: 201, body: { ok: true } });
    await answerOfVendor(send, { method: 'POST', url, body: { form: { a: 'b&c' } } });
    expect(seen).toMatchObject([
      {
        ...{ method: 'POST', redirect: 'manual', body: '{"a":1}' },
        headers: { authorization: `Bearer ${CANARY}`, 'content-type': 'application/json' },
      },
      { body: 'a=b%26c', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ]);
    expect(seen[1]?.headers).not.toHaveProperty('authorization');
  });

  it('returns a refusal of the request, and an answer without a body', async () => {
    expect(await failed(async () => Response.json({ error: 'no' }, { status: 404 }))).toEqual({
      ...{ status: 404, body: { error: 'no' } },
    });
    expect(await failed(async () => new Response(null, { status: 204 }))).toEqual({ status: 204, body: null });
  });

  const refusals = [
    [301, 'unexpected', false],
    [307, 'unexpected', false],
    [401, 'credentials', true],
    [429, 'throttled', true],
    [500, 'unavailable', true],
    [503, 'unavailable', true],
  ] as const;
  it.each(refusals)('says what a status %d means', async (status, code, retryable) => {
    const answer = new Response(`you sent ${CANARY}`, { status, headers: { location: 'https://evil.example/' } });
    const error = await failed(async () => answer);
    expect(error).toMatchObject({ code, retryable });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(CANARY);
  });

  it.each([
    ['30', 30],
    ['0', 0],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
    ['-1', undefined],
    ['9999999', undefined],
  ])('reads the seconds of a `Retry-After` of %s', async (header, afterSeconds) => {
    const answer = new Response(null, { status: 429, headers: { 'retry-after': header } });
    expect(await failed(async () => answer)).toMatchObject({ code: 'throttled', afterSeconds });
  });

  it.each([
    ['1764324030', 'Fri, 28 Nov 2025 10:00:00 GMT', 30],
    ['1764323000', 'Fri, 28 Nov 2025 10:00:00 GMT', 0],
    ['1764399999', 'Fri, 28 Nov 2025 10:00:00 GMT', undefined],
    ['1764324030', 'yesterday', undefined],
    ['soon', 'Fri, 28 Nov 2025 10:00:00 GMT', undefined],
  ])('reads the seconds to an `X-Rate-Limit-Reset` of %s at the vendor’s %s', async (reset, date, afterSeconds) => {
    const answer = new Response(null, { status: 429, headers: { 'x-rate-limit-reset': reset, date } });
    expect(await failed(async () => answer)).toMatchObject({ code: 'throttled', afterSeconds });
  });

  it('returns where the next page is', async () => {
    const link = '<https://vendor.example/v1/users?after=2>; rel="next"';
    expect(await failed(async () => Response.json([], { headers: { link } }))).toEqual({ status: 200, body: [], link });
  });

  it('reads no body where the status is all that matters', async () => {
    const send: Send = async () => new Response('<html>', { status: 202 });
    expect(await answerOfVendor(send, { ...call, reads: 'status' })).toEqual({ status: 202, body: null });
  });

  const unreadable: readonly (readonly [string, () => Response])[] = [
    ['no JSON', () => new Response('<html>', { status: 200 })],
    ['half of an answer', () => new Response('{"a":', { status: 200 })],
    ['an endless answer', () => new Response(`"${'x'.repeat(2_000_001)}"`, { status: 200 })],
  ];
  it.each(unreadable)('counts %s like no answer: the call may have been carried out', async (_, answer) => {
    expect(await failed(async () => answer())).toMatchObject({ code: 'unavailable', retryable: true });
  });

  it('counts a broken connection like no answer, and does not say what broke it', async () => {
    const error = await failed(async () => {
      throw new Error(`connect ${CANARY}`);
    });
    expect(error).toMatchObject({ code: 'unavailable', retryable: true, message: 'vendor.example did not answer' });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(CANARY);
  });

  it('waits five seconds at most', async () => {
    let signal: AbortSignal | null | undefined;
    const send: Send = async (_, request) => {
      signal = request.signal;
      return Response.json({});
    };
    await answerOfVendor(send, call);
    expect(signal).toBeInstanceOf(AbortSignal);
  });
});

describe('a vendor at the other end of a real connection', () => {
  const asked: string[] = [];
  const open = new Set<ServerResponse>();
  /** How many bytes of an answer without an end were taken. */
  let taken = 0;
  const server = createServer((request, response) => {
    open.add(response);
    asked.push(request.url ?? '');
    const path = request.url ?? '';
    if (path === '/silent') return;
    if (path.startsWith('/redirect/')) {
      response.writeHead(Number(path.slice('/redirect/'.length)), { location: '/private' }).end();
      return;
    }
    if (path === '/private') {
      response.end('{"secret":1}');
      return;
    }
    response.writeHead(200, { 'content-type': path === '/page' ? 'text/html' : 'application/json' });
    if (path === '/page') response.end('<html>{}</html>');
    if (path === '/garbage') response.end(Buffer.from([0xff, 0xfe, 0x00, 0x7b]));
    if (path === '/broken') response.write('{"a":', () => response.destroy());
    if (path === '/slow') {
      const drip = setInterval(() => response.write(' '), 200);
      response.once('close', () => clearInterval(drip));
    }
    if (path === '/endless') {
      const chunk = Buffer.alloc(65_536, 0x20);
      const pours = (): void => {
        while (!response.destroyed && response.write(chunk)) taken += chunk.length;
        if (!response.destroyed) response.once('drain', pours);
      };
      pours();
    }
  });
  beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => {
    for (const response of open) response.destroy();
    server.closeAllConnections();
    return new Promise<void>((resolve) => void server.close(() => resolve()));
  });
  const failure = async (path: string): Promise<unknown> => {
    const place = new URL(path, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return answerOfVendor(fetch, { method: 'GET', url: place, bearer: new Secret(CANARY) }).catch(
      (error: unknown) => error,
    );
  };

  it.each([301, 302, 303, 307, 308])(
    'is not followed by a redirect with status %d, wherever it leads',
    async (status) => {
      expect(await failure(`/redirect/${status}`)).toMatchObject({ code: 'unexpected', retryable: false });
      expect(asked).not.toContain('/private');
    },
  );

  it.each(['/page', '/garbage', '/broken'])('counts like no answer with %s', async (path) => {
    expect(await failure(path)).toMatchObject({ code: 'unavailable', retryable: true });
  });

  it('is left after five seconds, whether it says nothing or little, and after 2 MB, however much it says', async () => {
    const begun = Date.now();
    const errors = await Promise.all(['/silent', '/slow', '/endless'].map(failure));
    expect(Date.now() - begun).toBeLessThan(9_000);
    for (const error of errors) {
      expect(error).toMatchObject({ code: 'unavailable', retryable: true });
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(CANARY);
    }
    // What the sockets of both sides hold comes on top.
    expect(taken).toBeLessThan(40_000_000);
  }, 15_000);
});
