import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LikenessKey } from '../../lambdas/core/registry/likeness.ts';
import type { LookAlikes, ShownRecord } from '../../lambdas/ports/workspace.ts';
import type { Fault } from '../support/watched-client.ts';

/** Look-alikes, with a handle that the contract needs. */
export interface LookAlikesUnderTest {
  readonly lookAlikes: LookAlikes;
  stop(): Promise<void>;
}

interface Breaking {
  /** Lets the nth access to the store from now fail. */
  failAt(nth: number, fault: Fault): void;
}

const ken: ShownRecord = { record: 'cognito:ken', holders: ['person:ken'] };
const other: ShownRecord = { record: 'cognito:Ken', holders: [] };
const NAME: LikenessKey = { as: 'name', key: 'account|cognito|ken' };
const MAILBOX: LikenessKey = { as: 'mailbox', key: 'mailbox|ken@example.com' };
const OLD: LikenessKey = { as: 'telephone', key: 'telephone|12345678' };

export function lookAlikesContract(name: string, start: () => Promise<LookAlikesUnderTest>): void {
  describe(`${name} keeps the contract of look-alikes`, () => {
    let test: LookAlikesUnderTest;
    const find = (...keys: readonly LikenessKey[]) => test.lookAlikes.find(keys);

    beforeEach(async () => {
      test = await start();
    });
    afterEach(() => test.stop());

    it('finds nothing before anything is registered, and nothing for no key', async () => {
      expect(await find(NAME, MAILBOX)).toEqual([]);
      await test.lookAlikes.show(ken, [NAME], 2);
      expect(await find()).toEqual([]);
    });

    it('finds every record that has the key, with those who answer for it, and by no other key', async () => {
      await test.lookAlikes.show(ken, [NAME, MAILBOX], 2);
      await test.lookAlikes.show(other, [NAME], 2);
      const found = await find(NAME);
      expect(found).toHaveLength(2);
      expect(found).toEqual(
        expect.arrayContaining([
          { ...ken, as: 'name' },
          { ...other, as: 'name' },
        ]),
      );
      expect(await find(MAILBOX, OLD)).toEqual([{ ...ken, as: 'mailbox' }]);
    });

    it('does not mind a key of any length', async () => {
      for (const odd of ['', 'é'.repeat(40_000), '#\u0000']) {
        await test.lookAlikes.show(ken, [{ as: 'name', key: odd }], 2);
        expect(await find({ as: 'name', key: odd })).toEqual([{ ...ken, as: 'name' }]);
      }
    });

    it('finds a record by exactly these keys, and by those of before no more', async () => {
      await test.lookAlikes.show(ken, [NAME, OLD], 2);
      await test.lookAlikes.show({ ...ken, holders: ['person:kent'] }, [NAME, MAILBOX], 4);
      expect(await find(OLD)).toEqual([]);
      expect(await find(NAME)).toEqual([{ record: 'cognito:ken', holders: ['person:kent'], as: 'name' }]);
    });

    it('changes nothing when it is told the same again, and does not go back to what an earlier commit says', async () => {
      await test.lookAlikes.show(ken, [NAME], 4);
      await test.lookAlikes.show(ken, [NAME], 4);
      await test.lookAlikes.show({ ...ken, holders: [] }, [NAME, OLD], 2);
      expect(await find(NAME, OLD)).toEqual([{ ...ken, as: 'name' }]);
    });

    it('finds those of several records at once, each by its own keys', async () => {
      await test.lookAlikes.show(ken, [NAME, MAILBOX], 2);
      await test.lookAlikes.show(other, [NAME], 2);
      const [none, both, one] = await test.lookAlikes.findEach([[], [NAME], [OLD, MAILBOX]]);
      expect(none).toEqual([]);
      expect(both?.map(({ record }) => record).sort()).toEqual(['cognito:Ken', 'cognito:ken']);
      expect(one).toEqual([{ ...ken, as: 'mailbox' }]);
    });

    it('finds the later record of a key that the first one has dropped', async () => {
      await test.lookAlikes.show(ken, [NAME], 2);
      await test.lookAlikes.show(ken, [MAILBOX], 4);
      await test.lookAlikes.show(other, [NAME], 2);
      expect(await find(NAME)).toEqual([{ ...other, as: 'name' }]);
    });

    it('reads at most 25 records for a key', async () => {
      for (let number = 0; number < 27; number += 1)
        await test.lookAlikes.show({ record: `cognito:robot-${number}`, holders: [] }, [NAME], 2);
      expect(await find(NAME)).toHaveLength(25);
    });
  });
}

/** The same of a store that can fail. */
export function lookAlikesCrashContract(name: string, start: () => Promise<LookAlikesUnderTest & Breaking>): void {
  describe(`${name}, where an access fails`, () => {
    let test: LookAlikesUnderTest & Breaking;
    const find = (...keys: readonly LikenessKey[]) => test.lookAlikes.find(keys);

    beforeEach(async () => {
      test = await start();
    });
    afterEach(() => test.stop());

    // Reads, takes the places of both keys together, records; where one place is taken, each key by itself, and two more for that one.
    const crashes = [
      ...[1, 2, 3].map((nth) => ['whose keys nobody has', nth] as const),
      ...[1, 2, 3, 4, 5, 6, 7].map((nth) => ['one of whose keys another has', nth] as const),
    ].flatMap(([which, nth]) => [[which, nth, 'before'] as const, [which, nth, 'after'] as const]);
    // The second and third access for a key that another has are refused, and carry out nothing.
    const faults = crashes.filter(
      ([which, nth, fault]) => fault === 'before' || !which.startsWith('one') || (nth !== 2 && nth !== 3),
    );

    it.each(faults)(
      'a record %s comes out right when the same call is made again after a crash at access %s, %s it was carried out',
      async (which, nth, fault) => {
        if (which.startsWith('one')) await test.lookAlikes.show(other, [NAME], 1);
        await test.lookAlikes.show(ken, [OLD], 2);
        test.failAt(nth, fault);
        await expect(test.lookAlikes.show(ken, [NAME, MAILBOX], 4)).rejects.toMatchObject({ retryable: true });
        // INVARIANT: all of the change is true, or none of it.
        const seen = async () =>
          (await find(NAME, MAILBOX, OLD)).flatMap(({ record, as }) => (record === ken.record ? [as] : []));
        expect([['telephone'], ['name', 'mailbox']]).toContainEqual(await seen());
        await test.lookAlikes.show(ken, [NAME, MAILBOX], 4);
        expect(await seen()).toEqual(['name', 'mailbox']);
      },
    );
  });
}
