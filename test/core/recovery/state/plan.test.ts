import { describe, expect, it } from '@jest/globals';
import type { Proof } from '../../../../lambdas/core/proofing/proof.ts';
import { type Plan, planDigest } from '../../../../lambdas/core/recovery/state/plan.ts';
import { PROVED } from '../../../support/deeds.ts';
import { recoveryOf, worldAfter } from '../../../support/specification.ts';

const recovery = recoveryOf(worldAfter(PROVED));
const plan = recovery?.plan as Plan;
const proofs = recovery?.proofs as readonly Proof[];
const [proof] = proofs as readonly [Proof];

describe('the digest of a plan', () => {
  it('is the same for the same plan, however its members stand', () => {
    const turned = Object.fromEntries(Object.entries(plan).reverse()) as unknown as Plan;
    expect(planDigest('rec-1', turned, proofs)).toBe(planDigest('rec-1', plan, proofs));
  });

  const others = {
    account: 'cognito:ken',
    action: 'unlock',
    target: 'ken',
    policy: 'p',
    grant: 1,
    coolingOff: 1,
    tier: 'critical',
  };

  it.each(
    Object.entries({
      ...others,
      connector: 'okta',
      environment: 'staging',
      kind: 'vendor',
      proofWindow: 1,
      approvalWindow: 1,
      reviewWithin: 1,
      alert: 'critical',
      notify: ['manager'],
      proofs: [],
      approvals: [],
      rules: [],
      exceptions: [{ exception: 'e-1' }],
      risk: { score: 1, signals: [] },
    }),
  )('is another one with another `%s`', (name, value) => {
    expect(planDigest('rec-1', { ...plan, [name]: value } as Plan, proofs)).not.toBe(planDigest('rec-1', plan, proofs));
  });

  it('is another one for another recovery of the same plan', () => {
    expect(planDigest('rec-2', plan, proofs)).not.toBe(planDigest('rec-1', plan, proofs));
  });

  it('covers what was proved, and not what came to nothing', () => {
    const more = { ...proof, id: 'p-2', verifier: 'person:victor' };
    expect(planDigest('rec-1', plan, [...proofs, more])).not.toBe(planDigest('rec-1', plan, proofs));
    expect(planDigest('rec-1', plan, [...proofs, { ...more, outcome: 'abandoned' }])).toBe(
      planDigest('rec-1', plan, proofs),
    );
  });

  it('covers every member of a plan', () => {
    const covered = [
      'account',
      'action',
      'kind',
      'tier',
      'environment',
      'connector',
      'target',
      'policy',
      'rules',
      'risk',
    ];
    const demanded = [
      'proofs',
      'barred',
      'sightings',
      'sightingsReviewed',
      'statements',
      'approvals',
      'coolingOff',
      'proofWindow',
      'approvalWindow',
      'grant',
      'reviewWithin',
      'alert',
      'notify',
      'exceptions',
      'directoryId',
    ];
    expect(Object.keys(plan).sort()).toEqual([...covered, ...demanded].sort());
  });
});
