import { beforeEach, describe, expect, it } from '@jest/globals';
import { reconcile } from '../../../lambdas/app/intake/receipts.ts';
import type { DirectoryChange } from '../../../lambdas/core/recovery/state/receipts.ts';
import { ApiWorld } from '../../support/api-world.ts';
import { aProfile, at, NOW } from '../../support/fixtures.ts';

const world = new ApiWorld();
beforeEach(async () => {
  await world.reset();
});

const { connector, directoryId } = aProfile();
const aChange = (over: Partial<DirectoryChange> = {}): DirectoryChange => ({
  ...{
    connector,
    directoryId,
    kind: 'password-set',
    at: NOW,
    by: { as: 'other', name: 'role/Admin' },
    entry: 'entry-1',
  },
  ...over,
});
const seen = (over: Partial<DirectoryChange> = {}) => reconcile(world.services, 'cloudtrail', aChange(over));
const BY_US = { as: 'connector', name: 'role/execute' } as const;

const eventsOf = () =>
  world
    .events('cognito:jane')
    .map(({ type }) => type)
    .filter((type) => type.endsWith('ChangeSeen'));

describe('an entry of a directory’s log', () => {
  it('is recorded on the stream of the account that governs the identity', async () => {
    expect(await seen()).toEqual({ is: 'ungoverned', account: 'cognito:jane', repeated: false });
    const last = world.commits('cognito:jane').at(-1);
    expect(last).toMatchObject({
      actor: { by: 'signal-source', source: 'cloudtrail' },
      events: [{ type: 'UngovernedChangeSeen', change: aChange(), cause: 'no-grant' }],
    });
  });

  it('has its receipt when a recovery made the change', async () => {
    await world.open();
    await world.grant();
    expect(await seen({ by: BY_US })).toMatchObject({ is: 'governed' });
  });

  it('changes nothing when it is delivered again, whatever happened in between', async () => {
    await seen();
    await world.open();
    await world.grant();
    expect(await seen()).toMatchObject({ is: 'ungoverned', repeated: true });
    // The same entry with another content is the same entry.
    expect(await seen({ by: BY_US })).toMatchObject({ is: 'ungoverned', repeated: true });
    expect(eventsOf()).toEqual(['UngovernedChangeSeen']);
  });

  it('finds the recovery of its time when it comes late and after a later one', async () => {
    await world.open();
    await world.grant();
    world.advance(7_200);
    expect(await seen({ entry: 'later', at: at(7_200), by: BY_US })).toMatchObject({ is: 'ungoverned' });
    expect(await seen({ entry: 'earlier', at: NOW, by: BY_US })).toMatchObject({ is: 'governed' });
  });

  it('about an identity that no account governs leaves nothing', async () => {
    const before = world.rows.size;
    expect(await seen({ directoryId: 'sub-stranger' })).toEqual({ is: 'not-ours' });
    expect(await seen({ connector: 'okta' })).toEqual({ is: 'not-ours' });
    expect(world.rows.size).toBe(before);
  });

  it('that adds a factor to a sensitive account ends its grants (rule 16)', async () => {
    await world.open();
    await world.grant();
    await world.register(aProfile({ tier: 'privileged' }));
    expect(await seen({ kind: 'factor-added' })).toMatchObject({ is: 'ungoverned' });
    expect(eventsOf()).toEqual(['UngovernedChangeSeen']);
    expect((await world.recovery()).stopped).toBe(true);
  });

  it('is there once when it was written and the answer is lost', async () => {
    world.faults = (operation) => (operation === 'append' ? 'after' : 'none');
    await expect(seen()).rejects.toThrow();
    world.faults = undefined;
    expect(await seen()).toMatchObject({ is: 'ungoverned' });
    expect(eventsOf()).toEqual(['UngovernedChangeSeen']);
  });
});
