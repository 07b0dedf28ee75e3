import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CsvHealth } from '../../../lambdas/adapters/csv/health.ts';
import { CsvPopulation } from '../../../lambdas/adapters/csv/population.ts';
import { HttpsFile } from '../../../lambdas/adapters/https/file.ts';
import { Persistence } from '../../../lambdas/adapters/https/persistence.ts';
import type { Send } from '../../../lambdas/adapters/https/vendor-http.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { type FileRow, LocalPeopleFile } from '../../../local/people/file.ts';
import { populationSourceContract } from '../../contracts/population-source.ts';

const URL_OF_FILE = 'https://hr.example.com/exports/people?format=csv';
const TOKEN = 'canary-token-of-the-export';
const BASIC = 'canary-name:canary-pässword';

const server = () => new LocalPeopleFile({ url: URL_OF_FILE, authorization: `Bearer ${TOKEN}` });
const fileOf = (send: Send, token = TOKEN) =>
  new HttpsFile({ url: URL_OF_FILE, send, credential: async () => ({ bearer: new Secret(token) }) });
const peopleOf = (send: Send, counted = false) =>
  new CsvPopulation(fileOf(send), {
    ...({ connector: 'cognito', counted } as const),
    patience: new Persistence({ sleep: async () => undefined }),
  });

const rowOf = (who: string, over: FileRow = {}): FileRow => ({
  ...{ account: `cognito:${who}`, kind: 'human', tier: 'standard', environment: 'production', owner: `person:${who}` },
  ...{ connector: 'cognito', target: who, name: who },
  ...over,
});

populationSourceContract('a CSV file', async () => {
  const hr = server();
  const keyOf = (name: string): string => {
    const found = [...hr.rows].find(([, { target }]) => target === name);
    if (found === undefined) throw new Error(`there is no ${name}`);
    return found[0];
  };
  const change = (name: string, over: FileRow) => {
    const key = keyOf(name);
    hr.rows.set(key, { ...hr.rows.get(key), ...over });
  };
  return {
    source: peopleOf(hr.handle),
    add: async () => {
      const name = `p${randomUUID().slice(0, 12)}`;
      hr.rows.set(name, rowOf(name));
      return name;
    },
    describe: async (name, { mail, mobile, manager }) => {
      const contacts = [
        ...(mail === undefined ? [] : [`work|email|${mail}|`]),
        ...(mobile === undefined ? [] : [`phone|sms|${mobile}|`]),
      ];
      change(name, {
        ...(contacts.length > 0 && { contacts: contacts.join(';') }),
        ...(manager !== undefined && { manager: `person:${keyOf(manager)}` }),
        changedAt: new Date().toISOString(),
      });
    },
    rename: async (name, to) => change(name, { target: to }),
    disable: async (name) => change(name, { active: 'no' }),
    remove: async (name) => {
      hr.rows.delete(keyOf(name));
    },
    rank: async (name, tier) => change(name, { tier: tier ?? 'standard' }),
    tick: async () => undefined,
    strangePlace: '2068-01-01T00:00:00.000Z',
    administrators: 'privileged',
  };
});

const world = (breaks: (answer: Response) => Promise<Response> | Response = (answer) => answer) => {
  const hr = server();
  for (const who of ['jane', 'mara']) hr.rows.set(who, rowOf(who));
  return { hr, people: peopleOf(async (url, request) => breaks(await hr.handle(url, request))) };
};

describe('a file of people', () => {
  it('that did not change is not sent again, and one without an entity tag is not read again', async () => {
    const { hr, people } = world();
    const first = await people.whole();
    expect(first).toMatchObject({ isWhole: true, rows: [{ target: 'jane' }, { target: 'mara' }] });
    expect(await people.since(first.place)).toEqual({ rows: [], place: first.place });
    hr.rows.delete('mara');
    const later = await people.since(first.place);
    expect(later).toMatchObject({ isWhole: true, rows: [{ target: 'jane' }] });
    expect(hr.calls).toEqual(['GET 200', 'GET 304', 'GET 200']);
    const untagged = world((answer) => new Response(answer.body, { headers: { etag: 'no tag at all' } }));
    const { place } = await untagged.people.whole();
    expect(place).toMatch(/^[0-9a-f]{64}$/);
    expect(await untagged.people.since(place)).toEqual({ rows: [], place });
    expect(untagged.hr.calls).toEqual(['GET 200', 'GET 200']);
  });

  it('whose tag is another one and whose content is the same changes nothing', async () => {
    const { people } = world((answer) => new Response(answer.body, { headers: { etag: `W/"${randomUUID()}"` } }));
    const { place } = await people.whole();
    const again = await people.since(place);
    expect(again?.rows).toEqual([]);
    expect(again?.place.slice(0, 64)).toBe(place.slice(0, 64));
  });

  it('is fetched again where the server throttles or does not answer', async () => {
    let left = 3;
    const { people } = world((answer) => {
      left -= 1;
      if (left < 0) return answer;
      return new Response(null, { status: left === 1 ? 503 : 429, headers: { 'retry-after': '7' } });
    });
    expect((await people.whole()).rows).toHaveLength(2);
  });

  it.each<readonly [string, (answer: Response) => Promise<Response> | Response, string]>([
    [
      'fewer bytes come than were announced',
      async (answer) =>
        new Response((await answer.text()).replace(/\r\n[^\n]*\n$/, '\r\n'), { headers: answer.headers }),
      'file-cut-off',
    ],
    ['it ends within a row', async (answer) => new Response((await answer.text()).slice(0, -2)), 'file-cut-off'],
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
    ['it is empty', () => new Response(''), 'file-empty'],
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
    ['a page that asks to sign in comes in its place', () => new Response('<html>sign in</html>\n'), 'file-columns'],
  ])('is nobody at all where %s', async (_, breaks, code) => {
    await expect(world(breaks).people.whole()).rejects.toMatchObject({ code });
  });

  it('that does not say how many rows it has is cut off, where it always does', async () => {
    const { hr } = world();
    const people = peopleOf(hr.handle, true);
    await expect(people.whole()).rejects.toMatchObject({ code: 'file-cut-off' });
    hr.counts = true;
    expect((await people.whole()).rows).toHaveLength(2);
  });

  it('is asked for with the credential in a header, and nowhere else', async () => {
    const asked: RequestInit[] = [];
    const refusing: Send = async (url, request) => {
      asked.push(request);
      return new Response(`no ${url}`, { status: 401 });
    };
    const basic = new HttpsFile({
      ...{ url: URL_OF_FILE, send: refusing },
      credential: async () => ({ basic: new Secret(BASIC) }),
    });
    const error: unknown = await basic.read().catch((one: unknown) => one);
    expect(String(error)).not.toContain('canary');
    expect(asked).toMatchObject([
      { redirect: 'manual', headers: { authorization: `Basic ${Buffer.from(BASIC).toString('base64')}` } },
    ]);
  });

  it('that takes too long is not waited for', async () => {
    const file = new HttpsFile({
      ...{ url: URL_OF_FILE, timeoutMs: 1, credential: async () => ({}) },
      send: (_, { signal }) =>
        new Promise((_resolve, no) => signal?.addEventListener('abort', () => no(signal.reason))),
    });
    await expect(file.read()).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('a file of people, for the doctor', () => {
  const flawOf = (hr: LocalPeopleFile, token = TOKEN) =>
    new CsvHealth(fileOf(hr.handle, token), { connector: 'cognito', counted: false }).flaw();

  it('is well where it comes with the credential and not without, and has people of the connector', async () => {
    const { hr } = world();
    expect(await flawOf(hr)).toBeNull();
    expect(await flawOf(hr, 'canary-other-token')).toBe('credentials');
    hr.isOpen = true;
    expect(await flawOf(hr)).toBe('open-to-anybody');
    hr.rows.set('mara', rowOf('mara', { account: 'none' }));
    expect(await flawOf(hr)).toBe('file-malformed');
    hr.rows.clear();
    expect(await flawOf(hr)).toBe('file-empty');
  });
});
