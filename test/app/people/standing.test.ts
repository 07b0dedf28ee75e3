import { expect, it } from '@jest/globals';
import { propose } from '../../../lambdas/app/people/registry.ts';
import { proposalsOf } from '../../../lambdas/app/people/standing.ts';
import { digestOfLookAlikes, type LikenessKey } from '../../../lambdas/core/registry/likeness.ts';
import { BatchWorld, imported } from '../../support/batch-world.ts';
import { ACTORS } from '../../support/fixtures.ts';

const NONE = { find: async () => [] };

it('shows a proposal as it would be: a record that does not speak of passkeys keeps them, an empty list takes them away', async () => {
  const world = new BatchWorld();
  await world.begin();
  const passkeys = [{ credentialId: 'c', publicKey: 'k', site: 'https://a.example' }];
  await world.registers(imported('ann', { passkeys }));
  const proposed = async (over: object) => {
    await propose(world.services, world.given(ACTORS.admin), { person: imported('ann', over) });
    return (await proposalsOf({ ...world, lookAlikes: NONE }, ACTORS.secondAdmin, 'person:ann')).proposals;
  };
  expect(await proposed({ parts: ['agent'] })).toMatchObject([
    { of: 'person', current: { passkeys }, proposed: { passkeys, parts: ['agent'] } },
  ]);
  expect(await proposed({ passkeys: [] })).toMatchObject([{ proposed: { passkeys: [], parts: [] } }]);
});

it('shows beside a proposal the records that it looks like, with the digest by which it is confirmed', async () => {
  const world = new BatchWorld();
  await world.begin();
  await propose(world.services, world.given(ACTORS.admin), { person: imported('ann', {}) });
  const alike = [{ record: 'person:anп', as: 'name', holders: [] }] as const;
  const asked: string[] = [];
  const lookAlikes = {
    find: async (keys: readonly LikenessKey[]) => {
      asked.push(...keys.map(({ as }) => as));
      return alike;
    },
  };
  const { proposals } = await proposalsOf({ ...world, lookAlikes }, ACTORS.secondAdmin, 'person:ann');
  const [one] = proposals;
  expect(one?.lookAlikes).toEqual([{ record: 'person:anп', as: 'name' }]);
  expect(one?.seen).toBe(digestOfLookAlikes([{ record: 'person:anп', as: 'name' }]));
  expect(asked).toContain('name');
  const [alone] = (await proposalsOf({ ...world, lookAlikes: NONE }, ACTORS.secondAdmin, 'person:ann')).proposals;
  expect([alone?.lookAlikes, alone?.seen]).toEqual([[], null]);
});
