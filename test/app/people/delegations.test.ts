import { describe, expect, it } from '@jest/globals';
import { lentIn } from '../../../lambdas/app/people/delegations.ts';
import type { Person } from '../../../lambdas/core/registry/person.ts';
import { plusSeconds } from '../../../lambdas/core/values/instant.ts';
import { afterwards, DELEGATE, given, LENDER, OF_LENDER, record } from '../../support/delegation.ts';
import { NOW } from '../../support/fixtures.ts';

const LENT = afterwards(OF_LENDER, given('d-1'));
const by = (over: Partial<Person>) => ({ ...LENT, person: { current: record(LENDER, over), proposal: null } });

describe('whoever stands in reads for their lender', () => {
  it('until the delegation ends, and nobody else does', () => {
    expect(lentIn(LENT, DELEGATE.person, NOW)).toMatchObject({ id: 'd-1', to: DELEGATE.person });
    expect(lentIn(LENT, DELEGATE.person, plusSeconds(NOW, 24 * 3600))).toBeUndefined();
    expect(lentIn(LENT, LENDER.person, NOW)).toBeUndefined();
  });

  it('not for somebody who has left, or is no human any more', () => {
    expect(lentIn(by({ subjects: [] }), DELEGATE.person, NOW)).toBeUndefined();
    expect(lentIn(by({ nature: 'machine' }), DELEGATE.person, NOW)).toBeUndefined();
    expect(lentIn({ ...LENT, person: { current: null, proposal: null } }, DELEGATE.person, NOW)).toBeUndefined();
  });
});
