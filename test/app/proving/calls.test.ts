import { beforeEach, describe, expect, it } from '@jest/globals';
import { answerCall } from '../../../lambdas/app/proving/calls.ts';
import { CALLS_STREAM } from '../../../lambdas/core/recovery/state/calls.ts';
import { ACTORS } from '../../support/fixtures.ts';
import { ProvingWorld } from '../../support/proving-world.ts';

const world = new ProvingWorld();
beforeEach(() => world.reset());

describe('the one stream of all calls', () => {
  it('takes no answer of somebody who is no agent, so that nobody else fills it', async () => {
    for (const actor of [ACTORS.jane, ACTORS.verifier])
      await expect(
        answerCall(world.proving, { actor, id: `a-${actor.person}` }, { call: 'call-1', heard: 'brave otter' }),
      ).rejects.toMatchObject({ code: 'role-missing' });
    expect(world.commits(CALLS_STREAM)).toEqual([]);
  });
});
