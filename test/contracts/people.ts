import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { People, RegisteredPerson } from '../../lambdas/ports/workspace.ts';
import type { Fault } from '../support/watched-client.ts';

/** Nobody, with a handle that the contract needs. */
export interface PeopleUnderTest {
  readonly people: People;
  /** Lets the nth access to the store from now fail. */
  failAt(nth: number, fault: Fault): void;
  stop(): Promise<void>;
}

const somebody = (name: string): RegisteredPerson => ({
  person: `person:${name}`,
  nature: 'human',
  name: `the one called ${name}`,
  subjects: [`sub-${name}`],
});

const jane = somebody('jane');
const mallory = somebody('mallory');
const KEYS = ['subject:sub-jane', 'address:jane@example.com', 'ticket-user:jira:jane'];

export function peopleContract(name: string, start: () => Promise<PeopleUnderTest>): void {
  describe(`${name} keeps the contract of the people`, () => {
    let test: PeopleUnderTest;
    const find = (identity: string) => test.people.find(identity);

    beforeEach(async () => {
      test = await start();
    });
    afterEach(() => test.stop());

    it('knows nobody before anybody is registered', async () => {
      expect(await find('subject:sub-jane')).toBeUndefined();
    });

    it('finds a person by each of their identity keys, and by no other spelling', async () => {
      expect(await test.people.assign(jane, KEYS)).toEqual([]);
      for (const key of KEYS) expect(await find(key)).toEqual(jane);
      for (const other of ['subject:SUB-JANE', 'sub-jane', 'address:jane@example.co', '']) {
        expect(await find(other)).toBeUndefined();
      }
    });

    it.each(['', 'é'.repeat(40_000), '#\u0000'])(
      'does not mind an identity that no key can be made of',
      async (odd) => {
        expect(await find(odd)).toBeUndefined();
        expect(await test.people.assign(jane, [`subject:${odd}`])).toEqual([]);
        expect(await find(`subject:${odd}`)).toEqual(jane);
      },
    );

    it('gives a person exactly these keys, and takes others from them', async () => {
      await test.people.assign(jane, KEYS);
      expect(await test.people.assign(jane, ['subject:sub-new', 'address:jane@example.com'])).toEqual([]);
      expect(await find('subject:sub-jane')).toBeUndefined();
      expect(await find('ticket-user:jira:jane')).toBeUndefined();
      expect(await find('subject:sub-new')).toEqual(jane);
      expect(await find('address:jane@example.com')).toEqual(jane);
      await test.people.assign(jane, []);
      expect(await find('address:jane@example.com')).toBeUndefined();
    });

    it('changes nothing when it is told the same again', async () => {
      await test.people.assign(jane, KEYS);
      expect(await test.people.assign(jane, [...KEYS, ...KEYS])).toEqual([]);
      for (const key of KEYS) expect(await find(key)).toEqual(jane);
    });

    it('shows a new name under every key', async () => {
      await test.people.assign(jane, KEYS);
      const renamed = { ...jane, name: 'Jane Roe' };
      await test.people.assign(renamed, KEYS);
      for (const key of KEYS) expect(await find(key)).toEqual(renamed);
    });

    it('leaves a key with whoever has it, says so, and gives it once it is free', async () => {
      await test.people.assign(jane, KEYS);
      const taken = ['address:jane@example.com', 'subject:sub-jane'];
      expect(await test.people.assign(mallory, ['subject:sub-mallory', ...taken])).toEqual(taken);
      for (const key of KEYS) expect(await find(key)).toEqual(jane);
      expect(await find('subject:sub-mallory')).toEqual(mallory);
      await test.people.assign(jane, ['subject:sub-jane']);
      expect(await test.people.assign(mallory, ['address:jane@example.com'])).toEqual([]);
      expect(await find('address:jane@example.com')).toEqual(mallory);
      expect(await find('subject:sub-jane')).toEqual(jane);
    });

    it('gives a key that twenty want at once to one of them', async () => {
      const many = Array.from({ length: 20 }, (_, index) => somebody(`p-${index}`));
      const answers = await Promise.all(many.map((person) => test.people.assign(person, ['address:all@example.com'])));
      const owners = many.filter((_, index) => answers[index]?.length === 0);
      expect(owners).toHaveLength(1);
      expect(await find('address:all@example.com')).toEqual(owners[0]);
    });

    describe('comes out right when the same call is made again after a crash', () => {
      // Reads once, claims three keys, records, gives up two, records: eight accesses, each of which may be the last.
      const ACCESSES = [1, 2, 3, 4, 5, 6, 7, 8];
      const BEFORE = ['subject:sub-jane', 'address:old@example.com', 'ticket-user:jira:old'];

      it.each(ACCESSES.flatMap((nth) => [[nth, 'before'] as const, [nth, 'after'] as const]))(
        'at access %s, %s it was carried out',
        async (nth, fault) => {
          await test.people.assign(jane, BEFORE);
          const changed = { ...jane, name: 'Jane Roe' };
          test.failAt(nth, fault);
          await expect(test.people.assign(changed, KEYS)).rejects.toMatchObject({ retryable: true });
          const seen = await Promise.all([...KEYS, ...BEFORE].map(find));
          // INVARIANT: all of the change is true, or none of it.
          const isNew = seen[1] !== undefined;
          expect(seen).toEqual(
            isNew
              ? [changed, changed, changed, changed, undefined, undefined]
              : [jane, undefined, undefined, jane, jane, jane],
          );
          expect(await test.people.assign(changed, KEYS)).toEqual([]);
          for (const key of KEYS) expect(await find(key)).toEqual(changed);
          expect(await test.people.assign(mallory, BEFORE.slice(1))).toEqual([]);
          expect(await find('address:old@example.com')).toEqual(mallory);
        },
      );

      it('and no access is left out above', async () => {
        await test.people.assign(jane, BEFORE);
        test.failAt(ACCESSES.length + 1, 'before');
        await expect(test.people.assign(jane, KEYS)).resolves.toEqual([]);
      });
    });
  });
}
