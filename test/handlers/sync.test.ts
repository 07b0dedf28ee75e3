import { describe, expect, it } from '@jest/globals';
import type { PopulationServices } from '../../lambdas/app/population/sync.ts';
import { ApiWorld } from '../support/api-world.ts';
import { composed } from '../support/compose.ts';
import { ModelPopulationPlaces } from '../support/models/population-places.ts';

const world = new ApiWorld();
await world.reset();
const services: PopulationServices = {
  ...world.services,
  sources: [
    {
      ...{ connector: 'openldap', kinds: ['email'] },
      whole: async () => ({ rows: [], place: 'one' }),
      since: async () => null,
    },
  ],
  ...{ places: new ModelPopulationPlaces(), people: world.people, environment: 'production' },
  members: { next: async () => [] },
};
composed('population', { populationServices: services });
const { handler } = await import('../../lambdas/handlers/sync.ts');

describe('the function that looks at directories of record', () => {
  it('says what came of each', async () => {
    expect(await handler({}, { getRemainingTimeInMillis: () => 600_000 })).toEqual([
      {
        ...{ source: 'openldap', rows: 0, isWhole: true, changed: 0, proposed: 0 },
        ...{ findings: 0, stop: 'feed-empty', finished: true },
      },
    ]);
  });
});
