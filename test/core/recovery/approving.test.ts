import { describe, expect, it } from '@jest/globals';
import { hasGivenAll } from '../../../lambdas/core/recovery/approving.ts';
import { APPROVED, countersigns, PROVED, revises } from '../../support/deeds.ts';
import { ACTORS } from '../../support/fixtures.ts';
import { policyThat } from '../../support/policies.ts';
import { type Past, recoveryOf, underPolicy, worldAfter } from '../../support/specification.ts';

const of = (group: string, count = 1) => ({ leaf: { group, count } });
const asking = (...all: readonly ReturnType<typeof of>[]) => underPolicy(policyThat({ approvals: { all } }));
const BOTH = asking(of('identity'), of('security'));
const BY_BOTH = { ...ACTORS.identityApprover, groups: ['identity', 'security'] };

describe('a group has given all that the plan asks of it', () => {
  it.each<[string, readonly Past[], string, boolean]>([
    ['not before it has', [BOTH, ...PROVED], 'identity', false],
    ['by its own countersignature', [BOTH, ...PROVED, countersigns()], 'identity', true],
    ['not by that of another group', [BOTH, ...PROVED, countersigns()], 'security', false],
    ['not by one that may stand for another group', [BOTH, ...PROVED, countersigns(BY_BOTH)], 'identity', false],
    ['not by one where two are asked', [asking(of('identity', 2)), ...PROVED, countersigns()], 'identity', false],
    ['not by one of an earlier plan', [BOTH, ...PROVED, countersigns(), revises(60)], 'identity', false],
    ['not where it is not asked', [BOTH, ...PROVED, countersigns()], 'platform', false],
    ['not once nothing is waited for any more', APPROVED, 'identity', false],
  ])('%s', (_, past, group, isGiven) => {
    const recovery = recoveryOf(worldAfter(past));
    if (recovery === undefined) throw new Error('it has ended');
    expect(hasGivenAll(group, recovery)).toBe(isGiven);
  });
});
