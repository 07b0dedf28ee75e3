import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Tier } from '../../lambdas/core/registry/account.ts';
import type { FeedRow } from '../../lambdas/core/registry/population.ts';
import type { PopulationSource } from '../../lambdas/ports/population.ts';

/** A directory of record with people in it, and what its administrator does there. */
export interface PopulationSourceUnderTest {
  readonly source: PopulationSource;
  /** The name of a new person, who can sign in. */
  add(): Promise<string>;
  describe(
    name: string,
    about: { readonly mail?: string; readonly mobile?: string; readonly manager?: string },
  ): Promise<void>;
  rename(name: string, to: string): Promise<void>;
  disable(name: string): Promise<void>;
  remove(name: string): Promise<void>;
  rank(name: string, tier: Tier | null): Promise<void>;
  /** Waits until the directory's clock shows another time. */
  tick(): Promise<void>;
  /** A place that no look of this directory can go on from. */
  readonly strangePlace: string;
  /** The tier of members of the group of administrators. */
  readonly administrators: Tier;
}

const named = (rows: readonly FeedRow[], name: string): readonly FeedRow[] =>
  rows.filter(({ target }) => target === name);

export function populationSourceContract(name: string, start: () => Promise<PopulationSourceUnderTest>): void {
  describe(`${name} keeps the contract of a directory of record`, () => {
    let test: PopulationSourceUnderTest;
    beforeAll(async () => {
      test = await start();
    });
    const whole = async (who: string) => named((await test.source.whole()).rows, who)[0];
    const since = async (place: string) => {
      const read = await test.source.since(place);
      if (read === null) throw new Error('the directory cannot say who changed');
      return read;
    };

    it('says who somebody is, who manages them, and how they are reached', async () => {
      const [jane, boss] = [await test.add(), await test.add()];
      const before = new Date(Date.now() - 5_000).toISOString();
      await test.describe(jane, { mail: `${jane}@example.com`, mobile: '+41 79 123 45 67', manager: boss });
      const [row, manager] = [await whole(jane), await whole(boss)];
      expect(row).toMatchObject({
        ...{ target: jane, isActive: true, tier: null, manager: manager?.directoryId },
        contacts: [
          { kind: 'email', address: `${jane}@example.com` },
          { kind: 'sms', address: '+41791234567' },
        ],
      });
      for (const { changedAt } of row?.contacts ?? []) if (changedAt !== null) expect(changedAt >= before).toBe(true);
      expect(manager).toMatchObject({ manager: null, contacts: [] });
    });

    it('keeps the id of somebody who is renamed, and says a manager who is not there as one whom nobody has', async () => {
      const [jane, boss] = [await test.add(), await test.add()];
      await test.describe(jane, { manager: boss });
      const first = await whole(jane);
      await test.rename(jane, `${jane}x`);
      await test.remove(boss);
      const { rows } = await test.source.whole();
      const [later] = named(rows, `${jane}x`);
      expect(later?.directoryId).toBe(first?.directoryId);
      expect(rows.map(({ directoryId }) => directoryId)).not.toContain(later?.manager);
      expect(named(rows, jane)).toEqual([]);
    });

    it('says that somebody left who is disabled, and of whoever is gone nothing', async () => {
      const [left, gone] = [await test.add(), await test.add()];
      await test.disable(left);
      await test.remove(gone);
      expect(await whole(left)).toMatchObject({ isActive: false });
      expect(await whole(gone)).toBeUndefined();
    });

    it('gives members of administrators’ groups a tier, at any depth, and shows new ones at the next look', async () => {
      const who = await test.add();
      await test.tick();
      const { place } = await test.source.whole();
      await test.rank(who, test.administrators);
      expect(named((await since(place)).rows, who)).toMatchObject([{ tier: test.administrators }]);
      expect(await whole(who)).toMatchObject({ tier: test.administrators });
      await test.rank(who, null);
      expect(await whole(who)).toMatchObject({ tier: null });
    });

    it('shows whoever changed behind a place, with a manager who did not change', async () => {
      const [jane, boss, other] = [await test.add(), await test.add(), await test.add()];
      await test.tick();
      const read = await test.source.whole();
      await test.tick();
      await test.describe(jane, { mail: `${jane}@example.com`, manager: boss });
      const changed = await since(read.place);
      const manager = named(read.rows, boss)[0]?.directoryId;
      expect(named(changed.rows, jane)).toMatchObject([{ manager, contacts: [{ address: `${jane}@example.com` }] }]);
      await test.tick();
      await test.disable(other);
      const later = await since(changed.place);
      expect(named(later.rows, other)).toMatchObject([{ isActive: false }]);
      // A look that was cut off shows the same again.
      expect(named((await since(read.place)).rows, jane)).toHaveLength(1);
    });

    it('says when it cannot tell who changed', async () => {
      expect(await test.source.since(test.strangePlace)).toBeNull();
    });
  });
}
