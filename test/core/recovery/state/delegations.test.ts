import { expect, it } from '@jest/globals';
import { evolveDelegation } from '../../../../lambdas/core/recovery/state/delegations.ts';
import { plusSeconds } from '../../../../lambdas/core/values/instant.ts';
import { afterwards, given, OF_LENDER, order } from '../../../support/delegation.ts';
import { NOW } from '../../../support/fixtures.ts';

it('a stream keeps the delegations that last, by the number of their commit', () => {
  const one = evolveDelegation(OF_LENDER, given('one'), { at: NOW, seq: 7 });
  expect(one.delegations).toEqual([{ ...order(), id: 'one', at: NOW, seq: 7 }]);
});

it('ended ones are left out with the next', () => {
  const short = afterwards(OF_LENDER, given('short', { to: 'person:short', until: plusSeconds(NOW, 60) }));
  const later = afterwards(short, given('two'), { at: plusSeconds(NOW, 60), seq: 8 });
  expect(later.delegations.map(({ id }) => id)).toEqual(['two']);
});
