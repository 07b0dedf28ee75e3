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
      ...{ verifiers: { least: 2, most: 3 }, approvers: one(2), reviewer: one(1), all: { least: 6, most: 7 } },
    });
  });

  it('counts a reviewer of what a verifier proved, as it may be drawn, and none where nobody verifies (rule 10)', () => {
    const drawn = { reviewer: { least: 0, most: 1 }, verifiers: { least: 1 }, all: { least: 2, most: 4 } };
    expect(staffed({ proofs: { leaf: { method: 'in-person' } } })).toMatchObject(drawn);
    expect(staffed({ proofs: { leaf: { method: 'totp' } } })).toMatchObject({ reviewer: one(0) });
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
    expect(staffed({ proofs: { leaf: { class: 'repeated-proofing' } } })).toMatchObject({
      verifiers: { least: 1, most: 2 },
    });
  });

  it('counts two verifiers for a sensitive account, and at a risk of 80, unless it is proved without any', () => {
    const seen = { proofs: { leaf: { method: 'in-person' } } } as const;
    const privileged = { kind: ['human'], tier: ['privileged'], action: ['unlock'] } as const;
    const rule = (require: Demands, riskAtLeast?: number): Rule => ({
      ...{ id: `all-${riskAtLeast}`, control: 'c-1', when: { ...privileged, ...(riskAtLeast && { riskAtLeast }) } },
      require: { ...TIMES, ...require },
    });
    expect(staffingOf(aPolicy({ rules: [rule(seen)] }))[0]).toMatchObject({ tier: 'privileged', verifiers: one(2) });
    expect(staffingOf(aPolicy({ rules: [rule({ proofs: { leaf: { method: 'passkey' } } })] }))[0]).toMatchObject({
      verifiers: one(0),
    });
    expect(staffed(seen)).toMatchObject({ verifiers: { least: 1, most: 2 } });
    expect(staffed(seen, [{ id: 'late', control: 'c-1', when: { riskAtLeast: 90 }, deny: 'no' }])).toMatchObject({
      verifiers: { least: 1, most: 2 },
    });
    expect(staffed(seen, [{ id: 'soon', control: 'c-1', when: { riskAtLeast: 80 }, deny: 'no' }])).toMatchObject({
      verifiers: one(1),
    });
  });

  it('leaves out what is denied', () => {
    expect(staffingOf(aPolicy({ rules: [{ id: 'no', control: 'c-1', when: {}, deny: 'no' }] }))).toEqual([]);
  });
});
