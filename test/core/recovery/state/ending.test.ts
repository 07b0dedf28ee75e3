import { describe, expect, it } from '@jest/globals';
import { fixedRule } from '../../../../lambdas/core/policy/policy.ts';
import { stepAfterDenial, whyEnded } from '../../../../lambdas/core/recovery/state/ending.ts';
import type { LedgerEvent } from '../../../../lambdas/core/recovery/state/events.ts';
import { PEOPLE } from '../../../support/fixtures.ts';

const OWNED = { rule: 'closed', control: 'c-1', owner: 'identity team' };
const denied = (...rules: readonly (typeof OWNED)[]): LedgerEvent => ({
  ...{ type: 'RecoveryDenied', reasons: ['closed'], rules },
});

describe('rule 21: an end that nobody asked for names who said no and the next step', () => {
  it.each<[string, LedgerEvent, object]>([
    ['a denial by the policy', denied(OWNED), { rules: [OWNED], next: 'ask-the-control-owner' }],
    ['a denial by a fixed rule', denied(fixedRule(8)), { rules: [fixedRule(8)], next: 'have-it-registered' }],
    [
      'a refused proof',
      { type: 'RecoveryRefused', proof: 'p' },
      { rules: [fixedRule(10)], next: 'prove-it-in-person' },
    ],
    [
      'a rejection',
      { type: 'RecoveryRejected', by: PEOPLE.manager, reason: 'no' },
      { rules: [fixedRule(4)], next: 'ask-why-it-was-rejected' },
    ],
    ['a passed window', { type: 'RecoveryExpired', stage: 'proof' }, { rules: [fixedRule(4)], next: 'open-again' }],
  ])('%s', (_, event, why) => {
    expect(whyEnded([{ type: 'ProofingCompleted' }, event])).toEqual(why);
  });

  it('names nobody where somebody stopped it, or where it was finished', () => {
    for (const event of [
      { type: 'RecoveryStopped', by: PEOPLE.jane, reason: 'mine', cause: 'withdrawn' },
      { type: 'RecoveryClosed' },
    ] as const)
      expect(whyEnded([event])).toBeUndefined();
  });

  it('takes a rule of the policy that is spelled like a member of every object for a rule of the policy', () => {
    expect(stepAfterDenial([{ ...OWNED, rule: 'constructor' }])).toBe('ask-the-control-owner');
    expect(stepAfterDenial([])).toBe('have-the-policy-cover-it');
  });
});
