import { beforeAll, describe, expect, it } from '@jest/globals';
import { demandsInWords } from '../../../../console/staff/parts/plan.ts';
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
    expect(told({ connector: 'cognito' }).join()).not.toContain('by-hand');
  });
});
