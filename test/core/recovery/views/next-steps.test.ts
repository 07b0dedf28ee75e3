import { describe, expect, it } from '@jest/globals';
import { fixedRule } from '../../../../lambdas/core/policy/policy.ts';
import { nextAfterDenial } from '../../../../lambdas/core/recovery/views/next-steps.ts';
import { assesses, OPENED, opens } from '../../../support/deeds.ts';
import { aPolicy, aProfile } from '../../../support/fixtures.ts';
import { type Circumstance, given, recoveryOf, registeredAs, underPolicy } from '../../../support/specification.ts';

const frozen: Circumstance = (world) => ({
  ...{ ...world, state: { ...world.state, freeze: { at: world.context.now, cause: 'proof-failed' } } },
});
const without = (connector: string): Circumstance => registeredAs(aProfile({ connector }));

describe('rule 21: a denial names the rule that denies', () => {
  it.each<[string, Circumstance, number]>([
    ['the account is frozen', frozen, 10],
    ['the requester may not ask any more', registeredAs(aProfile({ owner: 'person:other' })), 1],
    ['the deployment has no connector for it', without('ping'), 2],
    ['no rule of the policy covers it', underPolicy(aPolicy({ rules: [] })), 21],
  ])('where %s', (_, circumstance, rule) => {
    const world = given(...OPENED, circumstance)
      .when(assesses())
      .thenHappens({ type: 'RecoveryDenied', rules: [fixedRule(rule)] });
    expect(recoveryOf(world)).toBeUndefined();
    expect(nextAfterDenial([fixedRule(rule)])).toMatch(/^[a-z].*[^.]$/);
  });

  it('names the rule of the policy where that one denies, and its owner is asked', () => {
    const no = { id: 'closed', control: 'c-1', when: {}, deny: 'closed for the holidays' };
    given(underPolicy(aPolicy({ rules: [no] })), opens())
      .when(assesses())
      .thenHappens({ type: 'RecoveryDenied', rules: [{ rule: 'closed', control: 'c-1' }] });
    expect(nextAfterDenial([{ rule: 'closed', control: 'c-1', owner: 'identity team' }])).toBe(
      'ask the identity team, who answers for control c-1',
    );
    expect(nextAfterDenial([])).toBe('ask the owner of the policy to cover such a request, then open a new one');
  });
});
