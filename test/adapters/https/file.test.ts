import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { HttpsFile } from '../../../lambdas/adapters/https/file.ts';
import type { Send } from '../../../lambdas/adapters/https/vendor-http.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { brokenFile, fetched, PEOPLE_URL } from '../../support/people-file.ts';

const BASIC = 'canary-name:canary-pässword';

describe('a file at an address', () => {
  it.each<readonly [string, (answer: Response) => Promise<Response> | Response, string]>([
    [
      'fewer bytes come than were announced',
      async (answer) =>
        new Response((await answer.text()).replace(/\r\n[^\n]*\n$/, '\r\n'), { headers: answer.headers }),
      'file-cut-off',
    ],
    [
      'its connection breaks',
      () =>
        new Response(
          new ReadableStream({
            start: (controller) => controller.error(new TypeError('terminated')),
          }),
        ),
      'unavailable',
    ],
    ['it is larger than any', () => new Response('x'.repeat(16_000_001)), 'file-too-large'],
    [
      'it is in another encoding of characters',
      () => new Response(Buffer.from('account,n\xe4me\n', 'latin1')),
      'file-encoding',
    ],
    [
      'it comes packed',
      (answer) => new Response(answer.body, { headers: { 'content-encoding': 'gzip' } }),
      'unexpected',
    ],
    ['the server sends elsewhere', () => new Response(null, { status: 302, headers: { location: '/' } }), 'unexpected'],
    ['the server sends a part', (answer) => new Response(answer.body, { status: 206 }), 'unexpected'],
    ['nobody asked with a tag, and it did not change', () => new Response(null, { status: 304 }), 'unexpected'],
    ['the credential is refused', () => new Response(null, { status: 401 }), 'credentials'],
    ['it may not be read', () => new Response(null, { status: 403 }), 'access-denied'],
    ['it is gone', () => new Response(null, { status: 404 }), 'not-found'],
  ])('is not read where %s', async (_, breaks, code) => {
    await expect(fetched(brokenFile(breaks).send).read()).rejects.toMatchObject({ code });
  });

  it('is asked for with the credential in a header, and nowhere else', async () => {
    const asked: RequestInit[] = [];
    const refusing: Send = async (url, request) => {
      asked.push(request);
      return new Response(`no ${url}`, { status: 401 });
    };
    const basic = new HttpsFile({
      ...{ url: PEOPLE_URL, send: refusing },
      credential: async () => ({ basic: new Secret(BASIC) }),
    });
    const error: unknown = await basic.read().catch((one: unknown) => one);
    expect(String(error)).not.toContain('canary');
    expect(asked).toMatchObject([
      { redirect: 'manual', headers: { authorization: `Basic ${Buffer.from(BASIC).toString('base64')}` } },
    ]);
  });

  it('is whole or is none, also from a real server', async () => {
    const asked: (string | undefined)[] = [];
    const serve = async (answer: (to: ServerResponse) => void) => {
      const server = createServer(({ headers }, to) => {
        asked.push(headers['accept-encoding']);
        answer(to);
      });
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      try {
        return await new HttpsFile({ url, send: fetch, credential: async () => ({}) }).read();
      } finally {
        server.close();
        server.closeAllConnections();
      }
    };
    expect(await serve((to) => to.setHeader('etag', '"1"').end('\ufeffa\n'))).toEqual({ text: 'a\n', etag: '"1"' });
    const hangsUp = (to: ServerResponse) => {
      to.write('a\n', () => to.destroy());
    };
    await expect(serve(hangsUp)).rejects.toMatchObject({ code: 'unavailable' });
    const announced = (to: ServerResponse) => hangsUp(to.setHeader('content-length', '5'));
    await expect(serve(announced)).rejects.toMatchObject({ code: 'unavailable' });
    expect(new Set(asked)).toEqual(new Set(['identity']));
  });

  it('that takes too long is not waited for', async () => {
    const file = new HttpsFile({
      ...{ url: PEOPLE_URL, timeoutMs: 1, credential: async () => ({}) },
      send: (_, { signal }) =>
        new Promise((_resolve, no) => signal?.addEventListener('abort', () => no(signal.reason))),
    });
    await expect(file.read()).rejects.toMatchObject({ code: 'unavailable' });
  });
});
