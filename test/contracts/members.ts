import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Members } from '../../lambdas/ports/workspace.ts';
import type { Fault } from '../support/watched-client.ts';

/** Nobody, with a handle that the contract needs. */
export interface MembersUnderTest {
  readonly members: Members;
  /** Lets the nth access to the store from now fail; null where none can fail. */
  readonly failAt: ((nth: number, fault: Fault) => void) | null;
  stop(): Promise<void>;
}

const PEOPLE = Array.from({ length: 12 }, (_, nth) => `person:someone-${nth}`);
const sorted = (some: readonly string[]) => [...some].sort();

export function membersContract(name: string, start: () => Promise<MembersUnderTest>): void {
  describe(`${name} keeps the contract of the members`, () => {
    let test: MembersUnderTest;
    const all = (part: string, from = 'rec-1') => test.members.next(part, { from, limit: 100 });

    beforeEach(async () => {
      test = await start();
    });
    afterEach(() => test.stop());

    it('lists nobody before anybody is registered', async () => {
      expect(await all('verifier')).toEqual([]);
    });

    it('lists people by exactly their parts', async () => {
      await test.members.show('person:vera', ['verifier', 'approver:identity'], 2);
      await test.members.show('person:ida', ['approver:identity'], 2);
      expect(await all('verifier')).toEqual(['person:vera']);
      expect(sorted(await all('approver:identity'))).toEqual(['person:ida', 'person:vera']);
      for (const other of ['approver', 'approver:ident', 'reviewer', 'person:vera', ''])
        expect(await all(other)).toEqual([]);
    });

    it('lists accounts by their owner, apart from the people', async () => {
      await test.members.show('cognito:jane', ['owner:person:jane'], 2);
      await test.members.show('cognito:jane-admin', ['owner:person:jane'], 2);
      await test.members.show('cognito:ken', ['owner:person:ken'], 2);
      expect(sorted(await all('owner:person:jane'))).toEqual(['cognito:jane', 'cognito:jane-admin']);
      await test.members.show('cognito:jane-admin', ['owner:person:ken'], 4);
      expect(await all('owner:person:jane')).toEqual(['cognito:jane']);
      expect(sorted(await all('owner:person:ken'))).toEqual(['cognito:jane-admin', 'cognito:ken']);
    });

    it('lists nobody by a part that they have lost', async () => {
      await test.members.show('person:vera', ['verifier', 'reviewer'], 2);
      await test.members.show('person:vera', ['reviewer'], 4);
      expect([await all('verifier'), await all('reviewer')]).toEqual([[], ['person:vera']]);
      await test.members.show('person:vera', [], 6);
      expect(await all('reviewer')).toEqual([]);
    });

    it('does not go back to what an earlier commit says', async () => {
      await test.members.show('person:vera', ['reviewer'], 4);
      await test.members.show('person:vera', ['verifier'], 2);
      expect([await all('verifier'), await all('reviewer')]).toEqual([[], ['person:vera']]);
    });

    it('begins elsewhere on the ring for another name, goes around it, and lists nobody twice', async () => {
      for (const person of PEOPLE) await test.members.show(person, ['verifier'], 1);
      const starts = new Set<string>();
      for (const from of ['rec-1', 'rec-2', 'rec-3', 'rec-4', 'rec-5', 'rec-6']) {
        const ring = await all('verifier', from);
        expect(sorted(ring)).toEqual(sorted(PEOPLE));
        expect(await test.members.next('verifier', { from, limit: 5 })).toEqual(ring.slice(0, 5));
        expect(await all('verifier', from)).toEqual(ring);
        starts.add(ring[0] ?? '');
      }
      expect(starts.size).toBeGreaterThan(1);
    });

    it('reads a ring of the very size that is asked for, and one person more', async () => {
      for (const person of PEOPLE) await test.members.show(person, ['verifier'], 1);
      const ring = await all('verifier');
      for (const limit of [PEOPLE.length - 1, PEOPLE.length, PEOPLE.length + 1])
        expect(await test.members.next('verifier', { from: 'rec-1', limit })).toEqual(ring.slice(0, limit));
    });

    it.each([1, 2, 3, 4].flatMap((nth) => [[nth, 'before'] as const, [nth, 'after'] as const]))(
      'comes out right when the same call is made again after a crash at access %s, %s it was carried out',
      async (nth, fault) => {
        await test.members.show('person:vera', ['verifier'], 2);
        if (test.failAt !== null) {
          test.failAt(nth, fault);
          await expect(test.members.show('person:vera', ['reviewer'], 4)).rejects.toMatchObject({ retryable: true });
        }
        await test.members.show('person:vera', ['reviewer'], 4);
        expect([await all('verifier'), await all('reviewer')]).toEqual([[], ['person:vera']]);
      },
    );
  });
}
