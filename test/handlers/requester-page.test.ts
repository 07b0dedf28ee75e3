import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { NO_HELP_DESK } from '../../lambdas/contract/help-desk.ts';
import { PageFiles } from '../../lambdas/http/page/files.ts';
import { pageFiles } from '../../lib/bundle.ts';
import { composed } from '../support/compose.ts';
import { anEvent, bodyOf, caughtLog } from '../support/http.ts';

const folder = mkdtempSync(join(tmpdir(), 'countersign-'));
for (const [name, text] of Object.entries(pageFiles())) writeFileSync(join(folder, name), text);
afterAll(() => rmSync(folder, { recursive: true }));

const ORGANISATION = 'Smith & "Sons" </head><script>';
const helpDesk = { ...NO_HELP_DESK, organisation: ORGANISATION, phone: '+1 202-555-0111' };
composed('proving', { pageFiles: new PageFiles(folder, { helpDesk }) });
const { handler } = await import('../../lambdas/handlers/requester-page.ts');

let lines: readonly string[] = [];
beforeEach(() => {
  lines = caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const page = (id = 'rec-1', language?: string) =>
  handler(anEvent('GET /r/{id}', { pathParameters: { id }, headers: { 'accept-language': language } }));
const asset = (name: string) => handler(anEvent('GET /r/assets/{name}', { pathParameters: { name } }));

/** Directives of a content security policy by name. */
const directives = (policy = ''): Readonly<Record<string, string>> =>
  Object.fromEntries(policy.split('; ').map((one) => [one.split(' ')[0], one.split(' ').slice(1).join(' ')]));

describe('the requester’s page', () => {
  it('is the same for every recovery and for none', async () => {
    const [one, other] = [await page('rec-1'), await page('../../etc/passwd')];
    expect(one.statusCode).toBe(200);
    expect(one.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(other.body).toBe(one.body);
    expect(lines.join()).not.toContain('rec-1');
  });

  it('names the organisation and its desk in the document, as a text and never as markup', async () => {
    const { body } = await page();
    const content = /<meta name="help-desk" content="([^"]*)">/.exec(body)?.[1] ?? '';
    const read = content
      .replaceAll('&gt;', '>')
      .replaceAll('&lt;', '<')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
    expect(JSON.parse(read)).toEqual(helpDesk);
    expect(body.match(/<script/g)).toHaveLength(1);
    expect(body.match(/<\/head>/g)).toHaveLength(1);
  });

  it('runs its own script and style, none of them inline, in nobody’s frame, and is kept nowhere', async () => {
    const { headers, body } = await page();
    const policy = directives(headers['content-security-policy']);
    expect(policy).toMatchObject({ 'default-src': "'none'", 'script-src': "'self'", 'style-src': "'self'" });
    expect(policy).toMatchObject({ 'frame-ancestors': "'none'", 'base-uri': "'none'", 'form-action': "'none'" });
    expect(headers).toMatchObject({
      ...{ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY' },
      'x-content-type-options': 'nosniff',
    });
    expect(body).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/);
  });

  it('loads nothing from anywhere else', async () => {
    const loaded = [...(await page()).body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url);
    expect(loaded.filter((url) => !/^(\/r\/assets\/[a-z.]+|#main)$/.test(url ?? ''))).toEqual([]);
    for (const url of loaded.filter((one) => one !== '#main'))
      expect((await asset(url?.slice('/r/assets/'.length) ?? '')).statusCode).toBe(200);
    const css = (await asset('page.css')).body;
    expect(css).not.toMatch(/url\(|@import/);
  });

  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['fr', 'en'],
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['en;q=0.2, es-MX', 'es'],
    ['de;q=0, es;q=0.1', 'es'],
    ['fr-CH, fr;q=0.9, DE;q=0.7, *;q=0.5', 'de'],
    [';;;q=x,,', 'en'],
  ])('speaks to a browser that accepts `%s` in `%s`', async (accepted, language) => {
    const { body, headers } = await page('rec-1', accepted);
    expect(body).toContain(`<html lang="${language}">`);
    expect(headers['content-language']).toBe(language);
  });

  it.each(['page.html', '../page.js', 'constructor', '__proto__', ''])('has no file `%s`', async (name) => {
    expect(bodyOf(await asset(name))).toMatchObject({ status: 404, code: 'route-unknown' });
  });
});
