import { describe, expect, it } from '@jest/globals';
import { EVIDENCE_KINDS, type EvidenceKind, isEnough, isSighting } from '../../../lambdas/core/proofing/evidence.ts';
import { METHOD_NAMES } from '../../../lambdas/core/proofing/methods.ts';
import { ASSESSED, proves } from '../../support/deeds.ts';
import { ACTORS } from '../../support/fixtures.ts';
import { given } from '../../support/specification.ts';

describe('what proves identity at IAL2 (SP 800-63A-4 section 4.2)', () => {
  it.each<[boolean, string, EvidenceKind[]]>([
    [false, 'nothing', []],
    [false, 'one fair piece', ['employee-badge']],
    [false, 'two fair pieces', ['employee-badge', 'payment-card']],
    [false, 'one strong piece', ['passport']],
    [false, 'the same strong piece twice', ['passport', 'passport']],
    [true, 'a fair and a strong piece', ['employee-badge', 'passport']],
    [true, 'two strong pieces', ['passport', 'driving-licence']],
    [true, 'one superior piece', ['document-chip']],
    [true, 'what was kept of the first proofing', ['portrait-on-file']],
  ])('is %p for %s', (enough, _, seen) => {
    expect(isEnough(seen)).toBe(enough);
  });

  it('is never less with more', () => {
    for (const one of EVIDENCE_KINDS)
      for (const other of EVIDENCE_KINDS) if (isEnough([one])) expect(isEnough([one, other])).toBe(true);
  });
});

describe('a trusted referee', () => {
  it('looks at people in person and over video', () => {
    expect(METHOD_NAMES.filter(isSighting)).toEqual(['in-person', 'live-video']);
  });

  it.each(['in-person', 'live-video'] as const)('says where it is kept what was seen, %s', (method) => {
    given(...ASSESSED)
      .when(proves(ACTORS.verifier, method, 'verified', { reference: null }))
      .thenRefused('reference-missing', { method });
  });

  it.each(['in-person', 'live-video'] as const)('says what they have seen, %s', (method) => {
    const says = (...seen: EvidenceKind[]) =>
      given(...ASSESSED).when(proves(ACTORS.verifier, method, 'verified', { seen }));
    for (const few of [says(), says('passport'), says('employee-badge', 'payment-card')])
      few.thenRefused('evidence-insufficient');
    const seen = ['passport', 'employee-badge'] as const;
    const completed = method === 'in-person' ? [{ type: 'ProofingCompleted' } as const] : [];
    says(...seen).thenHappens({ type: 'ProofRecorded', proof: { method, seen } }, ...completed);
  });

  it('need have seen nothing to say that it is not them', () => {
    given(...ASSESSED)
      .when(proves(ACTORS.verifier, 'in-person', 'failed', { seen: [] }))
      .thenHappens({ type: 'ProofRecorded' }, { type: 'RecoveryRefused' });
  });

  it('is not who vouches', () => {
    given(...ASSESSED)
      .when(proves(ACTORS.manager, 'manager-attestation', 'verified', { seen: ['passport'] }))
      .thenRefused('evidence-unexpected', { method: 'manager-attestation' });
  });
});
