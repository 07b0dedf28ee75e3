import { describe, expect, it } from '@jest/globals';
import { CHANGES_OUTSTANDING, outstandingIn } from '../../../../lambdas/core/recovery/decide/outstanding.ts';
import { INITIAL } from '../../../../lambdas/core/recovery/state/state.ts';
import { at } from '../../../support/fixtures.ts';

describe('what of a stream waits for people', () => {
  it('is nothing at first', () => expect(outstandingIn(INITIAL)).toEqual({ freeze: null, proposals: [] }));

  it('is a freeze, and every proposal with who made it, without its contents', () => {
    const freeze = { at: at(1), cause: 'adverse-proofs' };
    const proposal = { value: { reason: 'it was a drill' }, by: 'person:adam', digest: 'd', at: at(2) } as const;
    const state = { ...INITIAL, freeze, lift: { current: null, proposal } };
    expect(outstandingIn(state)).toEqual({
      freeze,
      proposals: [{ of: 'lift', digest: 'd', by: 'person:adam', at: at(2) }],
    });
  });

  it('is looked at again after every event that proposes or decides something', () => {
    for (const type of ['LiftProposed', 'FreezeLifted', 'PolicyAdopted', 'PersonConfirmed', 'AccountFrozen'] as const)
      expect(CHANGES_OUTSTANDING).toContain(type);
  });
});
