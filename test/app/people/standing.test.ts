import { expect, it } from '@jest/globals';
import { propose } from '../../../lambdas/app/people/registry.ts';
import { proposalsOf } from '../../../lambdas/app/people/standing.ts';
import { BatchWorld, imported } from '../../support/batch-world.ts';
import { ACTORS } from '../../support/fixtures.ts';

it('shows a proposal as it would be: a record that does not speak of passkeys keeps them, an empty list takes them away', async () => {
  const world = new BatchWorld();
  await world.begin();
  const passkeys = [{ credentialId: 'c', publicKey: 'k', site: 'https://a.example' }];
  await world.registers(imported('ann', { passkeys }));
  const proposed = async (over: object) => {
    await propose(world.services, world.given(ACTORS.admin), { person: imported('ann', over) });
    return (await proposalsOf(world, ACTORS.secondAdmin, 'person:ann')).proposals;
  };
  expect(await proposed({ parts: ['agent'] })).toMatchObject([
    { of: 'person', current: { passkeys }, proposed: { passkeys, parts: ['agent'] } },
  ]);
  expect(await proposed({ passkeys: [] })).toMatchObject([{ proposed: { passkeys: [], parts: [] } }]);
});
