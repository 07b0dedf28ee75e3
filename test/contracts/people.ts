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
  subjects: [`https://issuer.example|sub-${name}`],
  parts: ['agent', 'approver:identity'],
});

const jane = somebody('jane');
const mallory = somebody('mallory');
const KEYS = ['subject:https://issuer.example|sub-jane', 'address:jane@example.com', 'ticket-user:jira:jane'];

export function peopleContract(name: string, start: () => Promise<PeopleUnderTest>): void {
  describe(`${name} keeps the contract of the people`, () => {
    let test: PeopleUnderTest;
    const find = (identity: string) => test.people.find(identity);

    beforeEach(async () => {
      test = await start();
    });
    afterEach(() => test.stop());

    it('knows nobody before anybody is registered', async () => {
      expect(await find(KEYS[0] ?? '')).toBeUndefined();
    });

    it('finds a person by each of their identity keys, and by no other spelling', async () => {
      await test.people.show(jane, KEYS, 2);
      for (const key of KEYS) expect(await find(key)).toEqual(jane);
      for (const other of ['subject:https://issuer.example|SUB-JANE', 'sub-jane', 'address:jane@example.co', '']) {
        expect(await find(other)).toBeUndefined();
      }
    });

    it.each(['', 'é'.repeat(40_000), '#\u0000'])(
      'does not mind an identity that no key can be made of',
      async (odd) => {
        expect(await find(odd)).toBeUndefined();
        await test.people.show(jane, [`subject:${odd}`], 2);
        expect(await find(`subject:${odd}`)).toEqual(jane);
      },
    );

    it('finds a person by exactly these keys, and by those of before no more', async () => {
      await test.people.show(jane, KEYS, 2);
      await test.people.show(jane, ['subject:new', 'address:jane@example.com'], 4);
      expect(await Promise.all(KEYS.map(find))).toEqual([undefined, jane, undefined]);
      expect(await find('subject:new')).toEqual(jane);
      await test.people.show(jane, [], 6);
      expect(await find('address:jane@example.com')).toBeUndefined();
    });

    it('changes nothing when it is told the same again', async () => {
      await test.people.show(jane, KEYS, 2);
      await test.people.show(jane, [...KEYS, ...KEYS], 2);
      for (const key of KEYS) expect(await find(key)).toEqual(jane);
    });

    it('shows a new name and other parts under every key', async () => {
      await test.people.show(jane, KEYS, 2);
      const changed = { ...jane, name: 'Jane Roe', parts: [] };
      await test.people.show(changed, KEYS, 4);
      for (const key of KEYS) expect(await find(key)).toEqual(changed);
    });

    it('does not go back to what an earlier commit says', async () => {
      await test.people.show({ ...jane, parts: [] }, KEYS.slice(1), 4);
      await test.people.show(jane, KEYS, 2);
      expect(await find(KEYS[1] ?? '')).toEqual({ ...jane, parts: [] });
      expect(await find(KEYS[0] ?? '')).toBeUndefined();
    });

    it('finds by a key whoever has it now, in whatever order the two are told', async () => {
      await test.people.show(jane, KEYS, 2);
      await test.people.show(mallory, ['address:jane@example.com'], 2);
      await test.people.show(jane, ['ticket-user:jira:jane'], 4);
      expect(await find('address:jane@example.com')).toEqual(mallory);
      expect(await find('ticket-user:jira:jane')).toEqual(jane);
    });

    describe('comes out right when the same call is made again after a crash', () => {
      // Reads once, points three keys to the person together, records: three accesses, each of which may be the last.
      const ACCESSES = [1, 2, 3];
      const BEFORE = [KEYS[0] ?? '', 'address:old@example.com', 'ticket-user:jira:old'];

      it.each(ACCESSES.flatMap((nth) => [[nth, 'before'] as const, [nth, 'after'] as const]))(
        'at access %s, %s it was carried out',
        async (nth, fault) => {
          await test.people.show(jane, BEFORE, 2);
          const changed = { ...jane, name: 'Jane Roe' };
          test.failAt(nth, fault);
          await expect(test.people.show(changed, KEYS, 4)).rejects.toMatchObject({ retryable: true });
          const seen = await Promise.all([...KEYS, ...BEFORE].map(find));
          // INVARIANT: all of the change is true, or none of it.
          const isNew = seen[1] !== undefined;
          expect(seen).toEqual(
            isNew
              ? [changed, changed, changed, changed, undefined, undefined]
              : [jane, undefined, undefined, jane, jane, jane],
          );
          await test.people.show(changed, KEYS, 4);
          for (const key of KEYS) expect(await find(key)).toEqual(changed);
        },
      );

      it('and no access is left out above', async () => {
        await test.people.show(jane, BEFORE, 2);
        test.failAt(ACCESSES.length + 1, 'before');
        await expect(test.people.show(jane, KEYS, 4)).resolves.toBeUndefined();
      });
    });
  });
}
