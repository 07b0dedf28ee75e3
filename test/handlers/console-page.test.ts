import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PageFiles } from '../../lambdas/http/page/files.ts';
import { pageFiles } from '../../lib/bundle.ts';
import { composed } from '../support/compose.ts';
import { anEvent, bodyOf, caughtLog } from '../support/http.ts';

/** Bytes of a first visit, compressed. */
const MOST = 120 * 1024;
const ISSUER = 'https://sign-in.example.com';

const files = pageFiles('staff');
const folder = mkdtempSync(join(tmpdir(), 'countersign-'));
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
afterAll(() => rmSync(folder, { recursive: true }));

composed('sign-in', { consoleFiles: new PageFiles(folder, { origins: [ISSUER] }) });
const { handler } = await import('../../lambdas/handlers/console-page.ts');

beforeEach(() => {
  caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const page = (language?: string) => handler(anEvent('GET /console', { headers: { 'accept-language': language } }));
const asset = (name: string, encodings?: string) =>
  handler(
    anEvent('GET /console/assets/{name}', { pathParameters: { name }, headers: { 'accept-encoding': encodings } }),
  );
const ASSETS = ['page.css', 'page.js', 'icon.svg'] as const;

describe('the console’s files', () => {
  it('let the script call this host and the issuer, and nobody else', async () => {
    const policy = (await page()).headers['content-security-policy']?.split('; ');
    expect(policy).toContain(`connect-src 'self' ${ISSUER}`);
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"]),
    );
  });

  it('contain nothing inline, load nothing from anywhere else, and are kept nowhere', async () => {
    const { headers, body } = await page();
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(body).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/);
    const loaded = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '');
    expect(loaded.filter((url) => !/^(\/console\/assets\/[a-z.]+|#main)$/.test(url))).toEqual([]);
    for (const url of loaded.filter((one) => one.startsWith('/')))
      expect((await asset(url.slice('/console/assets/'.length))).statusCode).toBe(200);
    expect((await asset('page.css')).body).not.toMatch(/url\(|@import/);
  });

  it('are at most 120 KiB as they are sent, to a browser that takes gzip', async () => {
    const { body } = await page();
    const sent = await Promise.all(ASSETS.map((name) => asset(name, 'gzip, deflate, br, zstd')));
    for (const { headers, isBase64Encoded } of sent) {
      expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
      expect(isBase64Encoded).toBe(true);
    }
    const sizes = sent.map((one) => Buffer.from(one.body, 'base64').length);
    expect(sizes.reduce((sum, size) => sum + size, Buffer.byteLength(body))).toBeLessThan(MOST);
  });

  it.each([undefined, '', 'identity', 'br', 'gzip;q=0', 'gzip; q=0.0', 'xgzip'])(
    'are the same to a browser that takes no gzip, as with %j',
    async (encodings) => {
      for (const name of ASSETS) {
        const plain = await asset(name, encodings);
        expect(plain.headers['content-encoding']).toBeUndefined();
        expect(plain.body).toBe(files[name]);
        for (const taking of ['gzip', 'br;q=1.0, GZIP;q=0.8'])
          expect(gunzipSync(Buffer.from((await asset(name, taking)).body, 'base64')).toString()).toBe(plain.body);
      }
    },
  );

  it('speak the language of the browser', async () => {
    expect((await page('de-AT,en;q=0.5')).body).toContain('<html lang="de">');
  });

  it.each(['page.html', '../page.js', 'constructor', ''])('have no file `%s`', async (name) => {
    expect(bodyOf(await asset(name))).toMatchObject({ status: 404, code: 'route-unknown' });
  });
});
