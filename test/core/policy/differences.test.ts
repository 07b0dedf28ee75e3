import { describe, expect, it } from '@jest/globals';
import { comparedIn, type Difference, differencesBetween } from '../../../lambdas/core/policy/differences.ts';
import type { Policy, Rule } from '../../../lambdas/core/policy/policy.ts';
import { aPolicy, at, NOW } from '../../support/fixtures.ts';

const rule = (id: string, over: Partial<Rule>): Rule => ({ id, control: 'c-1', when: {}, ...over });
const [BASE] = aPolicy().rules as readonly [Rule];
const DECLARED = { environments: ['production'], channels: ['portal', 'email'], desks: ['none', 'north'] };
const policyOf = (over: Partial<Policy> = {}) => aPolicy({ ...DECLARED, ...over });
const compare = (before: Policy, after: Policy) => differencesBetween(before, after, { now: NOW });

/** In which direction, and where by one attribute, each once. */
const seen = (differences: readonly Difference[], attribute: string): readonly string[] => [
  ...new Set(differences.map(({ direction, where }) => `${direction} ${where[attribute]?.join()}`)),
];

describe('the difference of two policies', () => {
  it('is nothing between a policy and itself', () => {
    expect(compare(policyOf(), policyOf()).differences).toEqual([]);
  });

  it('names a minimum age that falls as weaker, and one that rises as stricter, though no answer is another (rule 8)', () => {
    const found = compare(
      policyOf({ contactMinAge: 604_800 }),
      policyOf({ contactMinAge: 3600, authenticatorMinAge: 172_800 }),
    );
    expect(found.differences).toEqual([]);
    expect(found.ages).toMatchObject([
      { of: 'contact', direction: 'weaker', before: 604_800, after: 3600 },
      { of: 'authenticator', direction: 'stricter', after: 172_800 },
    ]);
    expect(compare(policyOf(), policyOf()).ages).toEqual([]);
  });

  it('says what becomes weaker before what becomes stricter, and a verdict that turns before all', () => {
    const shorter = rule('short', { when: { tier: ['standard'] }, require: { grant: 60 } });
    const waits = rule('waits', { when: { kind: ['human'] }, require: { coolingOff: 60 } });
    const denies = rule('denies', { when: { kind: ['vendor'] }, deny: 'no' });
    const found = compare(policyOf({ rules: [BASE, waits, denies] }), policyOf({ rules: [BASE, shorter] })).differences;
    expect(found.map(({ direction }) => direction)).toEqual(
      [...found.map(({ direction }) => direction)].sort().reverse(),
    );
    expect(found[0]).toMatchObject({
      direction: 'weaker',
      where: { kind: ['vendor'] },
      example: { before: { verdict: 'deny' } },
    });
  });

  it('tells words apart that only one of them declares', () => {
    const { differences } = compare(policyOf(), policyOf({ desks: ['none', 'north', 'south'] }));
    expect(seen(differences, 'desk')).toEqual(['weaker south']);
  });

  it('asks about every set of labels', () => {
    const labels = ['finance', 'legal'];
    const money = rule('money', { when: { label: ['finance'] }, require: { coolingOff: 60 } });
    const law = rule('law', { when: { label: ['legal'] }, require: { coolingOff: 30 } });
    const { differences } = compare(
      policyOf({ labels, rules: [BASE, money] }),
      policyOf({ labels, rules: [BASE, money, law] }),
    );
    expect(seen(differences, 'label')).toEqual(['stricter legal']);
  });

  it('looks at an exception for the account that it names, until it ends', () => {
    const exception = {
      ...{ id: 'e', control: 'c-1', owner: 'o', reason: 'r', until: '2026-12-24T00:00:00.000Z' },
      ...{ scope: { account: ['cognito:jane'] }, waives: ['waits'] },
    };
    const rules = [BASE, rule('waits', { require: { coolingOff: 60 } })];
    const [before, after] = [policyOf({ rules }), policyOf({ rules, exceptions: [exception] })];
    const { differences, requests } = compare(before, after);
    expect(seen(differences, 'account')).toEqual(['weaker cognito:jane']);
    expect(seen(differences, 'now')).toEqual(['weaker now']);
    expect(differencesBetween(before, after, { now: at(3600) }).differences).toEqual(differences);
    expect(differencesBetween(before, after, { now: exception.until }).differences).toEqual([]);
    expect(requests).toBeLessThanOrEqual(comparedIn(before, after, NOW));
  });
});
