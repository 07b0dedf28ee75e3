import { describe, expect, it } from '@jest/globals';
import { comparePolicyTexts } from '../../../lambdas/adapters/policy/reader.ts';
import { policyDifference } from '../../../lambdas/app/people/policy-difference.ts';
import { propose } from '../../../lambdas/app/people/registry.ts';
import { adoptionOf } from '../../support/adopt.ts';
import { ApiWorld } from '../../support/api-world.ts';
import { ACTORS } from '../../support/fixtures.ts';
import { policyThat } from '../../support/policies.ts';
import { readsUnsound } from '../../support/policy-reader.ts';
import { registryOn } from '../../support/register.ts';

const proposedIn = async (world: ApiWorld): Promise<string> => {
  const policy = adoptionOf(policyThat({ grant: 60 }));
  const services = { ...registryOn(world.services), readPolicy: readsUnsound };
  await propose(services, { id: 'p-1', actor: ACTORS.admin }, { policy });
  return policy.digest;
};

describe('how a proposed policy differs', () => {
  it('is confirmed by nobody where what is computed now is not what was at the proposal', async () => {
    const world = new ApiWorld();
    await world.reset();
    const digest = await proposedIn(world);
    const { ledger } = world.services;
    const read = await policyDifference({ ledger, compare: comparePolicyTexts }, ACTORS.admin, digest);
    expect(read.seen).not.toBeNull();
    const otherwise = {
      ledger,
      compare: async (texts: Parameters<typeof comparePolicyTexts>[0]) => ({
        ...(await comparePolicyTexts(texts)),
        requests: 1,
      }),
    };
    expect((await policyDifference(otherwise, ACTORS.admin, digest)).seen).toBeNull();
  });

  it('cannot be read of a text that is no policy', async () => {
    await expect(comparePolicyTexts({ before: null, after: 'hello', now: '2026-11-20T10:00:00.000Z' })).rejects.toThrow(
      'not JSON',
    );
  });
});
