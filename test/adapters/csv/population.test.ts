import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CsvPopulation } from '../../../lambdas/adapters/csv/population.ts';
import { Persistence } from '../../../lambdas/adapters/https/persistence.ts';
import type { Send } from '../../../lambdas/adapters/https/vendor-http.ts';
import type { FileRow } from '../../../local/people/file.ts';
import { populationSourceContract } from '../../contracts/population-source.ts';
import { brokenFile, fetched, filedAs, hrSystem } from '../../support/people-file.ts';

const peopleOf = (send: Send, counted = false) =>
  new CsvPopulation(fetched(send), {
    ...({ connector: 'cognito', counted } as const),
    patience: new Persistence({ sleep: async () => undefined }),
  });

populationSourceContract('a CSV file', async () => {
  const hr = hrSystem();
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
      hr.rows.set(name, filedAs(name));
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

const world = (breaks?: (answer: Response) => Promise<Response> | Response) => {
  const { hr, send } = brokenFile(breaks);
  return { hr, people: peopleOf(send) };
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

  it.each<readonly [string, () => Response, string]>([
    ['it is empty', () => new Response(''), 'file-empty'],
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
});
