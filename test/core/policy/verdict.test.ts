import { describe, expect, it } from '@jest/globals';
import type { ApprovalLeaf } from '../../../lambdas/core/approvals/countersignature.ts';
import { verdictOf } from '../../../lambdas/core/policy/verdict.ts';
import type { Requirement } from '../../../lambdas/core/values/requirement.ts';

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
