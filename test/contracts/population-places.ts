import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PopulationPlace, PopulationPlaces } from '../../lambdas/ports/population.ts';
import { aPerson, at, NOW } from '../support/fixtures.ts';

export interface PopulationPlacesUnderTest {
  readonly places: PopulationPlaces;
  stop(): Promise<void>;
}

const aPlace = (over: Partial<PopulationPlace> = {}): PopulationPlace => ({
  ...{ place: '{"at":1}', lookedAt: NOW, wholeAt: NOW, people: ['id-1', 'id-2'] },
  ...over,
});

export function populationPlacesContract(name: string, start: () => Promise<PopulationPlacesUnderTest>): void {
  describe(`${name} keeps the contract of places in directories of record`, () => {
    let test: PopulationPlacesUnderTest;
    beforeEach(async () => {
      test = await start();
    });
    afterEach(() => test.stop());

    it('has no place before the first look, and then each directory’s own', async () => {
      const { places } = test;
      expect(await places.load('openldap')).toBeNull();
      expect(await places.move('openldap', null, aPlace())).toBe(true);
      expect(await places.move('active-directory', null, aPlace({ people: [] }))).toBe(true);
      expect(await places.load('openldap')).toEqual(aPlace());
      expect(await places.load('active-directory')).toEqual(aPlace({ people: [] }));
    });

    it('moves on once from each place', async () => {
      const { places } = test;
      const [first, second] = [aPlace(), aPlace({ lookedAt: at(900), place: 'two' })];
      await places.move('openldap', null, first);
      expect(await places.move('openldap', null, second)).toBe(false);
      expect(await places.move('openldap', first, second)).toBe(true);
      expect(await places.move('openldap', first, aPlace({ lookedAt: at(901), place: 'three' }))).toBe(false);
      expect(await places.load('openldap')).toEqual(second);
    });

    it('keeps the people of the last whole look, also more than fit into one item', async () => {
      const { places } = test;
      const people = Array.from(
        { length: 9_001 },
        (_, index) => `0b6f8a3e-0000-4000-8000-${String(index).padStart(12, '0')}`,
      );
      const [first, some] = [aPlace({ people }), aPlace({ people, lookedAt: at(900) })];
      await places.move('openldap', null, first);
      await places.move('openldap', first, some);
      expect(await places.load('openldap')).toEqual(some);
      const whole = aPlace({ people: people.slice(0, 3), lookedAt: at(1_800), wholeAt: at(1_800) });
      expect(await places.move('openldap', some, whole)).toBe(true);
      expect(await places.load('openldap')).toEqual(whole);
    });

    it('keeps proposed records by their digest, in their order', async () => {
      const { places } = test;
      const rows = Array.from({ length: 250 }, (_, index) => aPerson({ person: `person:p${index}` }));
      await places.keep('openldap', 'd1', rows);
      await places.keep('openldap', 'd1', rows);
      await places.keep('openldap', 'd2', rows.slice(0, 1));
      expect(await places.kept('openldap', 'd1')).toEqual(rows);
      expect(await places.kept('openldap', 'd2')).toEqual(rows.slice(0, 1));
      expect(await places.kept('active-directory', 'd1')).toEqual([]);
    });
  });
}
