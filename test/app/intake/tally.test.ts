import { beforeEach, describe, expect, it } from '@jest/globals';
import { reconcile } from '../../../lambdas/app/intake/receipts.ts';
import { tallyMonth } from '../../../lambdas/app/intake/tally.ts';
import { relayReceipts } from '../../../lambdas/app/relay/receipts.ts';
import { RECEIPTS_STREAM } from '../../../lambdas/core/recovery/state/tally.ts';
import { ApiWorld } from '../../support/api-world.ts';
import { ModelDueGrants } from '../../support/execution-world.ts';
import { aProfile } from '../../support/fixtures.ts';
import { ModelReceipts } from '../../support/models/receipts.ts';

const world = new ApiWorld();
let receipts = new ModelReceipts();
beforeEach(async () => {
  await world.reset();
  receipts = new ModelReceipts();
});

const { connector, directoryId } = aProfile();
const services = () => ({ ...world.services, receipts });

/** Somebody changes Jane's password in the directory, and the relay shows it. */
async function isChanged(entry: string): Promise<void> {
  const change = { connector, directoryId, kind: 'password-set', at: world.now(), entry } as const;
  await reconcile(world.services, 'cloudtrail', { ...change, by: { as: 'other', name: 'role/Admin' } });
  for (const commit of world.commits('cognito:jane'))
    await relayReceipts({ receipts, dueGrants: new ModelDueGrants() }, commit);
}

const thisMonth = () => world.now().slice(0, 7);

describe('the tally of a month', () => {
  it('is an event of its own stream, once it is over, and the same one once', async () => {
    await isChanged('entry-1');
    const month = thisMonth();
    await expect(tallyMonth(services(), month)).rejects.toThrow('is no month that is over');
    world.advance(32 * 86_400);
    expect(await tallyMonth(services(), month)).toEqual({ month, changes: 1, ungoverned: 1, repeated: false });
    expect(await tallyMonth(services(), month)).toMatchObject({ repeated: true });
    const events = world.events(RECEIPTS_STREAM);
    expect(events).toMatchObject([
      { type: 'ReceiptsTallied', tally: { month, without: [{ account: 'cognito:jane' }] } },
    ]);
    for (const commit of world.commits(RECEIPTS_STREAM))
      await relayReceipts({ receipts, dueGrants: new ModelDueGrants() }, commit);
    expect(await receipts.tally(month)).toMatchObject({ seq: 1, ungoverned: 1 });
  });

  it('is made again when a receipt of that month is shown late', async () => {
    await isChanged('entry-1');
    const month = thisMonth();
    const [late] = [...receipts.noted.values()];
    receipts.noted.clear();
    world.advance(32 * 86_400);
    expect(await tallyMonth(services(), 'last-month')).toMatchObject({ month, changes: 0 });
    if (late !== undefined) await receipts.note(late);
    expect(await tallyMonth(services(), 'last-month')).toMatchObject({ month, changes: 1, repeated: false });
    expect(world.events(RECEIPTS_STREAM)).toHaveLength(2);
  });

  it.each(['2026-13', 'november', '2999-01', ''])('of `%s` is refused, and nothing is recorded', async (month) => {
    await expect(tallyMonth(services(), month)).rejects.toThrow(RangeError);
    expect(world.events(RECEIPTS_STREAM)).toEqual([]);
  });
});
