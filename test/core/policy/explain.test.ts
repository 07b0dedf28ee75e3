import { describe, expect, it } from '@jest/globals';
import type { ApprovalLeaf } from '../../../lambdas/core/approvals/countersignature.ts';
import type { PolicyQuestion } from '../../../lambdas/core/policy/evaluate.ts';
import { explainRules, verdictOf } from '../../../lambdas/core/policy/explain.ts';
import type { PolicyException, Rule } from '../../../lambdas/core/policy/policy.ts';
import type { Requirement } from '../../../lambdas/core/values/requirement.ts';
import { aPolicy, at, CALM, NOW } from '../../support/fixtures.ts';

const QUESTION: PolicyQuestion = {
  profile: { kind: 'human', tier: 'standard', environment: 'production' },
  ...{ action: 'unlock', channel: 'voice', ...CALM, now: NOW },
};
const rule = (id: string, when: Rule['when']): Rule => ({ id, control: 'c-1', when, require: { coolingOff: 1 } });
const explained = (one: Rule, over: Partial<PolicyQuestion> = {}, exceptions: readonly PolicyException[] = []) =>
  explainRules(aPolicy({ rules: [one], exceptions }), { ...QUESTION, ...over })[0];

describe('explainRules', () => {
  it.each<[string, Rule['when'], string]>([
    ['everything', {}, 'it applies to everything'],
    ['what it names', { tier: ['critical', 'standard'], desk: ['none'] }, 'tier is standard, desk is none'],
    ['a score', { riskAtLeast: 40 }, 'risk is 40, at least 40'],
  ])('says that a rule for %s applies, and why', (_, when, because) => {
    expect(explained(rule('r', when), { risk: 40 })).toEqual({
      ...{ rule: 'r', control: 'c-1', owner: 'head of identity', outcome: 'demands', because },
    });
  });

  it.each<[string, Rule['when'], string]>([
    [
      'something else',
      { kind: ['human'], tier: ['privileged', 'critical'] },
      'tier is standard, not privileged or critical',
    ],
    ['a higher score', { kind: ['human'], riskAtLeast: 40 }, 'risk is 39, less than 40'],
  ])('says that a rule for %s does not, and why', (_, when, because) => {
    expect(explained(rule('r', when), { risk: 39 })).toMatchObject({ outcome: 'does not apply', because });
  });

  it('names what the product demands by itself after the rules of the policy, and nothing where it does not', () => {
    const about = (over: Partial<PolicyQuestion>) =>
      explainRules(aPolicy({ rules: [] }), { ...QUESTION, ...over }).map(({ rule: name, because }) => [name, because]);
    expect(about({ action: 'reset-mfa', profile: { ...QUESTION.profile, tier: 'critical' } })).toEqual([
      ['rule 5 of the product', 'tier is critical'],
      ['rule 9 of the product', 'kind is human, action is reset-mfa'],
    ]);
    expect(about({})).toEqual([]);
  });

  it('tells a denial from a demand', () => {
    expect(explained({ id: 'no', control: 'c-1', when: {}, deny: 'no' })).toMatchObject({ outcome: 'denies' });
  });

  it('says which exception takes a rule away, while it does', () => {
    const exception = {
      ...{ id: 'e', control: 'c-1', owner: 'o', reason: 'r', until: at(60), scope: {}, waives: ['r'] },
    };
    expect(explained(rule('r', {}), {}, [exception])).toMatchObject({
      ...{ outcome: 'waived', because: 'exception e until 2026-11-20 10:01:00 UTC' },
    });
    expect(explained(rule('r', {}), { now: at(60) }, [exception])).toMatchObject({ outcome: 'demands' });
  });
});

const GROUPS = ['identity', 'security'];
const IDENTITY = { leaf: { group: 'identity' } };
const SECURITY = { leaf: { group: 'security' } };

const verdict = (approvals: readonly Requirement<ApprovalLeaf>[], coolingOff = 0) =>
  verdictOf(
    {
      verdict: 'demand',
      rules: [],
      demands: {
        ...{
          proofs: [],
          barred: [],
          sightings: 1,
          sightingsReviewed: 10,
          statements: false,
          approvals,
          coolingOff,
          proofWindow: 1,
          approvalWindow: 1,
          grant: 1,
          reviewWithin: null,
        },
        ...{ alert: 'info', notify: [], exceptions: [] },
      },
    },
    GROUPS,
  );

describe('verdictOf', () => {
  it.each<[string, Requirement<ApprovalLeaf>[]]>([
    ['nobody has to approve', []],
    ['one person can', [IDENTITY]],
    ['one person can in two capacities', [IDENTITY, SECURITY]],
    ['a manager can', [{ leaf: { relation: 'manager' } }]],
  ])('allows where %s', (_, approvals) => {
    expect(verdict(approvals)).toBe('allow');
  });

  it('escalates where it takes two people, or time', () => {
    expect(verdict([{ all: [IDENTITY, SECURITY] }])).toBe('escalate');
    expect(verdict([{ leaf: { groups: 2 } }])).toBe('escalate');
    expect(verdict([IDENTITY], 1)).toBe('escalate');
  });

  it('denies what is denied', () => {
    expect(verdictOf({ verdict: 'deny', reasons: ['no'], rules: [] }, GROUPS)).toBe('deny');
  });
});
