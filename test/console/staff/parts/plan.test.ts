import { beforeAll, describe, expect, it } from '@jest/globals';
import { demandsInWords, scopeInWords } from '../../../../console/staff/parts/plan.ts';
import { type Say, sayIn } from '../../../../console/staff/texts/texts.ts';
import type { StaffPlan } from '../../../../lambdas/contract/staff.ts';
import { WORK_SECONDS } from '../../../../lambdas/core/policy/policy.ts';
import { speaksEnglish } from '../support/browser.ts';

beforeAll(speaksEnglish);

describe('a plan in words', () => {
  const say = (key: string, values: object = {}): string => `${key} ${JSON.stringify(values)}`;
  const plan = { connector: 'by-hand', proofs: [], approvals: [], coolingOff: 0, grant: 60, reviewWithin: 60 };
  const told = (over: object) =>
    demandsInWords('rotate-secret', { ...plan, ...over } as unknown as StaffPlan, { say, language: 'en' });

  it('says how long people have for work by hand: as the plan has it, or else as the product has it', () => {
    const byHand = (time: string) => `plan.by-hand ${JSON.stringify({ time })}`;
    expect(WORK_SECONDS).toBe(4 * 3_600);
    expect(told({})).toContain(byHand('4 hours'));
    expect(told({ workWindow: 1_800 })).toContain(byHand('30 minutes'));
    expect(told({ connector: 'identity-center' })).toContain(byHand('4 hours'));
    expect(told({ connector: 'cognito' }).join()).not.toContain('by-hand');
  });

  it('says of a device what its directory says, and nothing of what only people and services have', () => {
    const scope = { groups: { shown: [], total: 0 }, roles: { shown: ['registered to jane'], total: 1 } };
    const told = scopeInWords(
      {
        ...{ environment: 'production', kind: 'device' },
        scope: { ...scope, limits: null, consumers: null, lastUsedAt: 'never' },
      } as unknown as StaffPlan,
      { say: sayIn('en'), language: 'en' },
    );
    expect(told).toEqual([
      'Environment: production.',
      'The account is in no group.',
      'The directory says of the device: “registered to jane”.',
      'The account was never used.',
    ]);
  });

  it('says what the account opens, name by name, and never that there is nothing where nobody knows', () => {
    const opens = (scope: object | undefined, saying: Say = say as Say) =>
      scopeInWords({ environment: 'production', ...(scope && { scope }) } as unknown as StaffPlan, {
        ...{ say: saying, language: 'en' as const },
      });
    const nothing = { shown: [], total: 0 };
    expect(opens(undefined)).toEqual([
      'scope.environment {"environment":"production"}',
      expect.stringContaining('scope.unknown'),
    ]);
    const unknown = { groups: null, roles: null, limits: null, consumers: null, lastUsedAt: null };
    expect(opens(unknown).slice(1)).toEqual([
      expect.stringMatching(/^scope\.not-said .*groups.*roles.*limits.*consumers.*used/),
    ]);
    const none = { groups: nothing, roles: nothing, limits: nothing, consumers: nothing, lastUsedAt: 'never' };
    expect(
      opens(none)
        .slice(1)
        .map((one) => one.split(' ')[0]),
    ).toEqual([...['scope.no-groups', 'scope.no-roles', 'scope.no-limits', 'scope.no-consumers', 'scope.never-used']]);
    const many = { shown: ['a, b', 'c'], total: 5 };
    const english = sayIn('en');
    const told = opens({ ...none, groups: many, lastUsedAt: '2026-11-19T10:00:00.000Z' }, english);
    expect(told).toContain('The account is in the groups “a, b”, “c” and 3 more.');
    expect(told.join()).toContain('The account was last used on ');
  });
});
