import { describe, expect, it } from '@jest/globals';
import { checkCoverage } from '../../../lambdas/core/policy/coverage.ts';
import type { Demands, Rule } from '../../../lambdas/core/policy/policy.ts';
import type { Requirement } from '../../../lambdas/core/policy/requirement.ts';
import { aPolicy } from '../../support/fixtures.ts';

const COMPLETE: Demands = {
  proofs: { leaf: { method: 'in-person' } },
  ...{ proofWindow: 600, approvalWindow: 600, grant: 600 },
};

const rule = (over: Partial<Rule>): Rule => ({ id: 'all', control: 'c-1', when: {}, ...over });
const group = (name: string) => ({ leaf: { group: name } });
const covering = (...rules: readonly Rule[]) => checkCoverage(aPolicy({ rules }));
const approvedBy = (
  approvals: Requirement<{ group: string } | { groups: number } | { relation: 'manager' | 'custodian' }>,
) => covering(rule({ require: { ...COMPLETE, approvals } }));

describe('checkCoverage', () => {
  it.each([
    ['two groups', { all: [group('identity'), group('security')] }],
    ['any two groups', { leaf: { groups: 2 } }],
    ['two of three groups', { any: [group('identity'), group('security'), group('platform')], of: 2 }],
    [
      'a group and one of two others',
      { all: [group('platform'), { any: [group('security'), group('identity')], of: 1 }] },
    ],
  ])('is content with %s for sensitive accounts', (_, approvals) => {
    expect(approvedBy(approvals)).toEqual([]);
  });

  it.each([
    ['one group', group('identity')],
    ['two people of one group', { all: [group('identity'), group('identity')] }],
    ['two groups of which one is enough', { any: [group('identity'), group('security')], of: 1 }],
    [
      'a manager and a custodian',
      { all: [{ leaf: { relation: 'manager' } as const }, { leaf: { relation: 'custodian' } as const }] },
    ],
    ['a manager and a group', { all: [{ leaf: { relation: 'manager' } as const }, group('identity')] }],
  ])('is not content with %s', (_, approvals) => {
    expect(approvedBy(approvals)).toEqual([
      {
        path: ['rules', 0, 'require', 'approvals'],
        reason: expect.stringMatching(/alone could approve.*privileged human/),
      },
    ]);
  });

  it('finds sensitive accounts of which no approval is demanded at all', () => {
    expect(covering(rule({ require: COMPLETE }))).toMatchObject([
      { reason: expect.stringContaining('people of no group') },
    ]);
  });

  it('asks for no second group where the account is not sensitive', () => {
    const when = { kind: ['human'], tier: ['standard'] } as const;
    expect(covering(rule({ when, require: { ...COMPLETE, approvals: group('identity') } }))).toEqual([]);
  });

  it('adds up what several rules demand', () => {
    expect(
      covering(
        rule({ require: { ...COMPLETE, approvals: group('identity') } }),
        rule({ id: 'more', when: { tier: ['privileged', 'critical'] }, require: { approvals: group('security') } }),
        rule({
          id: 'nhi',
          when: { kind: ['service-account', 'api-key', 'certificate'] },
          require: { approvals: group('platform') },
        }),
      ),
    ).toEqual([]);
  });

  it('finds accounts of which everything is demanded but proof', () => {
    const { proofs: _none, ...others } = COMPLETE;
    const when = { action: ['unlock'], environment: ['staging'] } as const;
    expect(covering(rule({ when, require: { ...others, approvals: { leaf: { groups: 2 } } } }))).toEqual([
      { path: ['rules', 0, 'require', 'proofs'], reason: expect.stringMatching(/but the proof.*`unlock`.*`staging`/) },
    ]);
  });

  it('asks about every channel and environment that a rule names', () => {
    const weak = { require: { ...COMPLETE, approvals: group('identity') } };
    expect(covering(rule({ when: { channel: ['portal'] }, ...weak }))).toHaveLength(1);
    expect(covering(rule({ when: { environment: ['staging'] }, ...weak }))).toHaveLength(1);
  });

  it('says nothing of what is denied anyway', () => {
    expect(covering(rule({ require: COMPLETE }), rule({ id: 'no', deny: 'no' }))).toEqual([]);
    expect(covering(rule({ require: { alert: 'critical' } }))).toEqual([]);
  });
});
