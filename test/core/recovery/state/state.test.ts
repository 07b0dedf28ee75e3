import { describe, expect, it } from '@jest/globals';
import { ENDS, findRecovery, INITIAL, STATUSES } from '../../../../lambdas/core/recovery/state/state.ts';
import { canonical } from '../../../../lambdas/core/values/hash.ts';
import { ASSESSED } from '../../../support/deeds.ts';
import { RECOVERY, recoveryOf, worldAfter } from '../../../support/specification.ts';

describe('a recovery of a state', () => {
  const world = worldAfter(ASSESSED);

  it('is found by its id', () => {
    expect(findRecovery(world.state, RECOVERY)).toBe(recoveryOf(world));
    expect(findRecovery(world.state, RECOVERY)).toMatchObject({ id: RECOVERY, status: 'proofing' });
  });

  it.each(['rec-2', '', 'constructor', '__proto__', 'toString', 'hasOwnProperty'])('is not found as `%s`', (id) => {
    expect(findRecovery(world.state, id)).toBeUndefined();
  });
});

describe('a state', () => {
  it('of a stream on which nothing has happened can be stored as it is, and shares nothing that can change', () => {
    expect(JSON.parse(canonical(INITIAL))).toEqual(INITIAL);
  });

  it('tells a recovery that is under way from one that has ended by its status alone', () => {
    expect(STATUSES.filter((status) => (ENDS as readonly string[]).includes(status))).toEqual([]);
  });
});
