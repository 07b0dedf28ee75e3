import { beforeEach, describe, expect, it } from '@jest/globals';
import { reconcile } from '../../../lambdas/app/intake/receipts.ts';
import { relayReceipts } from '../../../lambdas/app/relay/receipts.ts';
import type { DirectoryChange } from '../../../lambdas/core/recovery/state/receipts.ts';
import { plusSeconds } from '../../../lambdas/core/values/instant.ts';
import { ApiWorld } from '../../support/api-world.ts';
import { ModelDueGrants } from '../../support/execution-world.ts';
import { aPolicy, aProfile, at, NOW } from '../../support/fixtures.ts';
import { ModelReceipts } from '../../support/models/receipts.ts';

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

describe('a change that the policy contains', () => {
  const contained = () => world.reset(world.profile, aPolicy({ contain: [{ kind: ['human'], by: 'freeze' }] }));
  const typesOf = () => world.events('cognito:jane').map(({ type }) => type);

  it('freezes the account in the same commit, and ends the grants that last, once', async () => {
    await contained();
    await world.open();
    await world.grant();
    expect(await seen()).toMatchObject({ is: 'ungoverned' });
    const commit = world.commits('cognito:jane').find(({ events }) => events[0]?.type === 'UngovernedChangeSeen');
    expect(commit?.events.map(({ type }) => type)).toEqual([
      ...['UngovernedChangeSeen', 'ContainmentOrdered', 'AccountFrozen'],
    ]);
    expect(typesOf().at(-1)).toBe('StopRequested');
    const [receipts, dueGrants] = [new ModelReceipts(), new ModelDueGrants()];
    if (commit !== undefined) await relayReceipts({ receipts, dueGrants }, commit);
    // The sweeper takes what was due a minute ago.
    const expiresAt = plusSeconds(commit?.at ?? '', -60);
    const due = {
      account: 'cognito:jane',
      recovery: commit?.command.id,
      connector: 'cognito',
      expiresAt,
      contains: true,
    };
    expect([...dueGrants.noted.values()]).toMatchObject([due]);
    await seen();
    expect(typesOf().filter((type) => type === 'StopRequested' || type === 'AccountFrozen')).toHaveLength(2);
  });

  it('ends nothing when a recovery made it', async () => {
    await contained();
    await world.open();
    await world.grant();
    await seen({ by: BY_US });
    expect(typesOf()).not.toContain('ContainmentOrdered');
    expect(typesOf()).not.toContain('StopRequested');
  });
});
