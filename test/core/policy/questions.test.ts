import { describe, expect, it } from '@jest/globals';
import type { Policy, Rule } from '../../../lambdas/core/policy/policy.ts';
import { narrowing, questionsIn, questionsTo } from '../../../lambdas/core/policy/questions.ts';
import { ACTIONS, KINDS, TIERS } from '../../../lambdas/core/registry/account.ts';
import { aPolicy } from '../../support/fixtures.ts';

const rule = (when: Rule['when'], id = 'r'): Rule => ({ id, control: 'c-1', when, deny: 'no' });
const asked = (policy: Partial<Policy>) => [...questionsTo(aPolicy(policy))];
const PLAIN = KINDS.length * TIERS.length * ACTIONS.length;
const distinct = <T>(values: readonly T[]) => [...new Set(values)].sort();

describe('questionsTo', () => {
  it('asks once about what no rule tells apart', () => {
    expect(asked({})).toHaveLength(PLAIN);
    expect(asked({ environments: ['a', 'b', 'c'], desks: ['none', 'x', 'y'] })).toHaveLength(PLAIN);
  });

  it('asks about every word that some rule treats in its own way, and one of the others', () => {
    const rules = [rule({ environment: ['a', 'b'] }), rule({ environment: ['b'] }, 's')];
    const questions = asked({ environments: ['a', 'b', 'c', 'd'], rules });
    expect(distinct(questions.map(({ profile }) => profile.environment))).toEqual(['a', 'b', 'd']);
  });

  it('asks about one channel for each way that a proof could come too', () => {
    const channels = ['portal', 'chat', 'email', 'mail', 'phone', 'voice'];
    expect(distinct(asked({ channels }).map(({ channel }) => channel))).toEqual(['chat', 'mail', 'voice']);
  });

  it('asks at every score that a rule names, and at none', () => {
    const questions = asked({ rules: [rule({ riskAtLeast: 40 }), rule({ riskAtLeast: 80 }, 's')] });
    expect(distinct(questions.map(({ risk }) => risk))).toEqual([0, 40, 80]);
  });

  it('asks for nobody who has an agent and no desk', () => {
    const rules = [rule({ desk: ['none'] }), rule({ requester: ['on-behalf'] }, 's')];
    const questions = asked({ desks: ['none', 'north'], rules });
    expect(questions.filter(({ desk, requester }) => desk === 'none' && requester === 'on-behalf')).toEqual([]);
    expect(distinct(questions.map(({ desk }) => desk))).toEqual(['none', 'north']);
  });
});

describe('questionsIn', () => {
  it('is how many are asked at most', () => {
    const policy = aPolicy({ rules: [rule({ riskAtLeast: 40, requester: ['owner'] })] });
    expect(questionsIn(policy)).toBe([...questionsTo(policy)].length);
  });
});

describe('narrowing', () => {
  it('leaves the rules that can apply to a kind and an action', () => {
    const rules = [rule({ kind: ['human'] }, 'a'), rule({ action: ['unlock'] }, 'b'), rule({}, 'c')];
    const narrowed = narrowing(aPolicy({ rules }));
    for (const question of asked({ rules })) {
      const ids = narrowed(question).rules.map(({ id }) => id);
      expect(ids.includes('a')).toBe(question.profile.kind === 'human');
      expect(ids.includes('b')).toBe(question.action === 'unlock');
      expect(ids).toContain('c');
    }
  });
});
