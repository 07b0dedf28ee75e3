import { describe, expect, it } from '@jest/globals';
import type { Demands, Rule } from '../../../lambdas/core/policy/policy.ts';
import { staffingOf } from '../../../lambdas/core/policy/staffing.ts';
import { aPolicy } from '../../support/fixtures.ts';

const TIMES = { proofWindow: 600, approvalWindow: 600, grant: 600 };
const staffed = (require: Demands, more: readonly Rule[] = []) => {
  const when = { kind: ['human'], tier: ['standard'], action: ['unlock'] } as const;
  const rule: Rule = { id: 'all', control: 'c-1', when, require: { ...TIMES, ...require } };
  return staffingOf(aPolicy({ rules: [rule, ...more] }))[0];
};
const one = (count: number) => ({ least: count, most: count });

describe('how many people a class of account takes', () => {
  it('is the requester alone, where a passkey is enough', () => {
    expect(staffed({ proofs: { leaf: { method: 'passkey' } } })).toEqual({
      ...{
        kind: 'human',
        tier: 'standard',
        agent: one(0),
        verifiers: one(0),
        approvers: one(0),
        reviewer: one(0),
        all: one(1),
      },
    });
  });

  it('counts each part once, and the reviewer', () => {
    const proofs = { all: [{ leaf: { method: 'in-person' } }, { leaf: { method: 'manager-attestation' } }] } as const;
    const approvals = { all: [{ leaf: { group: 'identity' } }, { leaf: { group: 'security' } }] };
    expect(staffed({ proofs, approvals, reviewWithin: 60 })).toMatchObject({
      ...{ verifiers: one(2), approvers: one(2), reviewer: one(1), all: one(6) },
    });
  });

  it('goes from the calmest request to the strictest', () => {
    const risky: Rule = {
      id: 'risk',
      control: 'c-1',
      when: { riskAtLeast: 40 },
      require: { approvals: { leaf: { groups: 2 } } },
    };
    expect(staffed({ proofs: { leaf: { method: 'totp' } } }, [risky])).toMatchObject({
      approvers: { least: 0, most: 2 },
    });
  });

  it('does not count on a vendor', () => {
    expect(staffed({ proofs: { leaf: { class: 'repeated-proofing' } } })).toMatchObject({ verifiers: one(1) });
  });

  it('leaves out what is denied', () => {
    expect(staffingOf(aPolicy({ rules: [{ id: 'no', control: 'c-1', when: {}, deny: 'no' }] }))).toEqual([]);
  });
});
