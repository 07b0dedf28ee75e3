import { describe, expect, it } from '@jest/globals';
import { applies } from '../../../lambdas/core/policy/condition.ts';
import type { Condition } from '../../../lambdas/core/policy/policy.ts';
import type { Facts } from '../../../lambdas/core/policy/vocabulary.ts';

const FACTS: Facts = {
  ...{ kind: 'human', tier: 'standard', environment: 'production', action: 'unlock', channel: 'voice' },
  ...{ desk: 'none', requester: 'owner', hours: 'in', label: ['finance', 'legal'] },
};
const asked = (when: Condition, facts: object = {}, risk = 0): boolean =>
  applies(when, { ...FACTS, ...facts } as Facts, risk);

describe('a condition', () => {
  it.each<[string, Condition, boolean]>([
    ['that reads nothing', {}, true],
    ['on one of the values', { kind: ['vendor', 'human'] }, true],
    ['on other values', { kind: ['vendor'] }, false],
    ['on two attributes, both met', { kind: ['human'], hours: ['in'] }, true],
    ['on two attributes, one not met', { kind: ['human'], hours: ['out'] }, false],
    ['on one of several labels', { label: ['legal'] }, true],
    ['on a label that is not there', { label: ['press'] }, false],
    ['on more risk', { riskAtLeast: 1 }, false],
  ])('%s applies: %s', (_, when, is) => {
    expect(asked(when)).toBe(is);
  });

  it('applies from its risk on', () => {
    expect([39, 40].map((risk) => asked({ riskAtLeast: 40 }, {}, risk))).toEqual([false, true]);
  });

  it.each([undefined, null, '', 7, {}, [], [null]])('is not met by a fact that is %j', (nothing) => {
    expect(asked({ kind: ['human'] }, { kind: nothing })).toBe(false);
    expect(asked({ label: ['legal'] }, { label: nothing })).toBe(false);
  });
});
