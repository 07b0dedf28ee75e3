import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { RememberedEdgeSecrets } from '../../lambdas/adapters/keyed/edge-secrets.ts';
import type { HttpEvent } from '../../lambdas/http/event.ts';
import { httpHandler } from '../../lambdas/http/stack.ts';
import { anEvent, bodyOf, caughtLog } from '../support/http.ts';
import { MemoryKey } from '../support/keys.ts';

const SECRET = 'canary'.padEnd(64, 'e');
const VIEWER = '198.51.100.7';
const THROUGH = { 'x-countersign-edge': SECRET, 'x-countersign-viewer': VIEWER };

afterEach(() => {
  jest.restoreAllMocks();
});

/** A function behind an edge, or without one; what it was given, and what it recorded. */
function behind(edge: boolean, key = new MemoryKey(SECRET)) {
  const log = caughtLog();
  const seen: { given: HttpEvent[]; recorded: string[] } = { given: [], recorded: [] };
  const secrets = new RememberedEdgeSecrets([key]);
  const handler = httpHandler({
    ...(edge ? { edge: secrets } : {}),
    record: async ({ code }) => {
      seen.recorded.push(code);
    },
    routes: {
      'POST /things': async (event) => {
        seen.given.push(event);
        return { status: 200, body: {} };
      },
    },
  });
  const send = (headers: Record<string, string>) =>
    handler({
      ...anEvent('POST /things', { headers }, {}),
      requestContext: { requestId: 'request-1', http: { sourceIp: '203.0.113.1' } },
    });
  return { log, seen, send };
}

describe('behind an edge', () => {
  it.each([
    ['nothing', {}],
    ['an empty secret', { ...THROUGH, 'x-countersign-edge': '' }],
    ['another secret', { ...THROUGH, 'x-countersign-edge': 'f'.repeat(64) }],
    ['a part of it', { ...THROUGH, 'x-countersign-edge': SECRET.slice(0, -1) }],
    ['it twice', { ...THROUGH, 'x-countersign-edge': `${SECRET},${SECRET}` }],
    ['it under another name', { 'x-countersign-viewer': VIEWER, 'x-edge': SECRET }],
    ['it without an address', { 'x-countersign-edge': SECRET }],
    ['it with what is no address', { ...THROUGH, 'x-countersign-viewer': 'canary' }],
    ['it with two addresses', { ...THROUGH, 'x-countersign-viewer': `${VIEWER}, 203.0.113.9` }],
    ['it with the machine’s own address', { ...THROUGH, 'x-countersign-viewer': '127.0.0.1' }],
  ])('a request with %s is refused by name, does nothing, and is in no stream', async (_, headers) => {
    const { seen, send, log } = behind(true);
    const answer = await send(headers);
    expect([answer.statusCode, bodyOf(answer)['code']]).toEqual([403, 'edge-bypassed']);
    expect(seen).toEqual({ given: [], recorded: [] });
    expect(log.join('')).toContain('"code":"edge-bypassed"');
    for (const text of [answer.body, log.join('')]) expect(text).not.toContain('canary');
  });

  it('a request without the header costs no read of the secret', async () => {
    const key = new MemoryKey(SECRET);
    const reads = jest.spyOn(key, 'versions');
    const { send } = behind(true, key);
    await send({});
    expect(reads).not.toHaveBeenCalled();
  });

  it('a request that came through it has the address that the edge saw, and no header of the edge', async () => {
    const { seen, send } = behind(true);
    expect((await send({ ...THROUGH, 'x-forwarded-for': '192.0.2.1' })).statusCode).toBe(200);
    const [event] = seen.given;
    expect(event?.requestContext).toEqual({ requestId: 'request-1', http: { sourceIp: VIEWER } });
    expect(Object.keys(event?.headers ?? {})).toEqual(['content-type', 'x-forwarded-for']);
  });

  it('nothing gets in while the secret cannot be read, and the answer says to try again', async () => {
    const key = new MemoryKey(SECRET);
    key.isReadable = false;
    const { seen, send } = behind(true, key);
    const answer = await send(THROUGH);
    expect([answer.statusCode, bodyOf(answer)['code']]).toEqual([503, 'unavailable']);
    expect(seen).toEqual({ given: [], recorded: [] });
  });
});

describe('without an edge', () => {
  it('nobody says their own address: only the gateway does', async () => {
    const { seen, send } = behind(false);
    expect((await send({ ...THROUGH, 'x-forwarded-for': VIEWER })).statusCode).toBe(200);
    expect(seen.given[0]?.requestContext?.http?.sourceIp).toBe('203.0.113.1');
  });
});
