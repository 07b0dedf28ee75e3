import { describe, expect, it } from '@jest/globals';
import type { PollingServices } from '../../lambdas/app/intake/log-polling.ts';
import { ApiWorld } from '../support/api-world.ts';
import { composed } from '../support/compose.ts';
import { aProfile, NOW } from '../support/fixtures.ts';
import { ModelReceipts } from '../support/models/receipts.ts';

const world = new ApiWorld();
await world.reset();
const { connector, directoryId } = aProfile();
const services: PollingServices = {
  ...world.services,
  logs: [
    {
      connector: 'openldap',
      since: async () => ({
        changes: [
          { connector, directoryId, kind: 'password-set', at: NOW, by: { as: 'unknown', name: null }, entry: 'e-1' },
        ],
        place: 'one',
        isEnd: true,
      }),
    },
  ],
  places: { load: async () => null, move: async () => true },
};
composed('directory-logs', {
  pollingServices: services,
  tallyServices: { ...world.services, receipts: new ModelReceipts() },
});
const { handler } = await import('../../lambdas/handlers/directory-log.ts');

describe('the function that asks the logs of directories', () => {
  it('records what belongs to no recovery, and says how much it found', async () => {
    const context = { getRemainingTimeInMillis: () => 50_000 };
    expect(await handler({}, context)).toEqual({
      ...{ governed: 0, ungoverned: 1, notOurs: 0, putAside: 0, finished: true },
    });
    expect(world.events('cognito:jane').at(-1)).toMatchObject({ type: 'UngovernedChangeSeen' });
  });

  it('tallies a month when it is asked to, and no month that it cannot read', async () => {
    const context = { getRemainingTimeInMillis: () => 50_000 };
    expect(await handler({ tally: 'last-month' }, context)).toMatchObject({ changes: 0, repeated: false });
    expect(world.events('receipts:monthly')).toMatchObject([{ type: 'ReceiptsTallied' }]);
    await expect(handler({ tally: null }, context)).rejects.toThrow('is no month that is over');
  });
});
