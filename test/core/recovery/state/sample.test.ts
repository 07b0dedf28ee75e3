import { describe, expect, it } from '@jest/globals';
import type { Proof } from '../../../../lambdas/core/proofing/proof.ts';
import { OWED_REVIEW } from '../../../../lambdas/core/recovery/state/life.ts';
import { sampleOf } from '../../../../lambdas/core/recovery/state/sample.ts';
import { sha256 } from '../../../../lambdas/core/values/hash.ts';
import {
  APPROVED,
  assesses,
  closes,
  confirms,
  countersigns,
  executes,
  expires,
  GRANTED,
  opens,
  proves,
  reviews,
  revokes,
  stops,
} from '../../../support/deeds.ts';
import { ACTORS, NOW, PEOPLE } from '../../../support/fixtures.ts';
import { policyThat } from '../../../support/policies.ts';
import { type Deed, given, later, recoveryOf, underPolicy, worldAfter } from '../../../support/specification.ts';

const seen: Proof = {
  ...{ id: 'p-1', method: 'in-person', outcome: 'verified', verifier: PEOPLE.verifier, reference: 'log/1', at: NOW },
  ...{ seen: [], session: null, contact: null, called: null, channel: 'in-person' },
};
const drawn = (count: number, share: number) =>
  Array.from({ length: count }, (_, index) =>
    sampleOf(
      { id: `rec-${index}`, proofs: [seen] },
      { sightingsReviewed: share },
      { digest: sha256(String(index)), nonce: 'n' },
    ),
  ).filter((sample) => sample?.reviewed).length;

const ALL = underPolicy(policyThat({ reviewWithin: undefined }, { sightingsReviewed: 100 }));
const sampled = [ALL, ...GRANTED];
const revoked: readonly Deed[] = [revokes(), confirms()];

describe('rule 10: a sample of what verifiers saw is reviewed', () => {
  it.each([5, 10, 50])('draws about %d of a hundred', (share) => {
    const count = 4_000;
    const expected = (count * share) / 100;
    // Four standard deviations of a binomial draw.
    const spread = 4 * Math.sqrt((expected * (100 - share)) / 100);
    expect(Math.abs(drawn(count, share) - expected)).toBeLessThan(spread);
  });

  it('draws all of a hundred, and none where no verifier said anything', () => {
    expect(drawn(100, 100)).toBe(100);
    const draw = { digest: 'd', nonce: 'n' };
    const proofs = [
      { ...seen, method: 'passkey', verifier: null },
      { ...seen, outcome: 'failed' },
      { ...seen, method: 'manager-attestation' },
    ] as const;
    for (const proof of proofs)
      expect(sampleOf({ id: 'rec-1', proofs: [proof] }, { sightingsReviewed: 100 }, draw)).toBeNull();
  });

  it('draws the same for the same chance, and otherwise for other chance: what was known before says nothing', () => {
    const draw = (nonce: string) =>
      sampleOf({ id: 'rec-1', proofs: [seen] }, { sightingsReviewed: 50 }, { digest: 'd', nonce });
    expect(draw('one')).toEqual(draw('one'));
    const verdicts = Array.from({ length: 64 }, (_, index) => draw(`chance ${index}`)?.reviewed);
    expect(new Set(verdicts)).toEqual(new Set([true, false]));
  });

  it('draws when it is executed, and writes down from what the draw follows', () => {
    const world = given(ALL, ...APPROVED)
      .when(executes())
      .thenHappens({ type: 'ExecutionStarted', sample: { share: 100, reviewed: true } });
    expect(recoveryOf(world)).toMatchObject({ sample: { reviewed: true } });
    expect(recoveryOf(worldAfter([ALL, ...APPROVED]))).toMatchObject({ sample: null });
  });

  it('does not close a recovery that was drawn before a reviewer, who took no part, has looked at it', () => {
    const waiting = [...sampled, later(3600), ...revoked];
    expect(recoveryOf(worldAfter(waiting))).toMatchObject({ status: 'reviewing', plan: { reviewWithin: null } });
    given(...waiting)
      .when(closes())
      .thenRefused('wrong-status');
    for (const person of [PEOPLE.verifier, PEOPLE.identityApprover, PEOPLE.jane])
      given(...waiting)
        .when(reviews({ ...ACTORS.reviewer, person }))
        .thenRefused('conflicting-part');
    given(...waiting, reviews())
      .when(closes())
      .thenHappens({ type: 'RecoveryClosed' });
  });

  it('is not avoided by stopping what was drawn, nor by starting its execution again', () => {
    given(...sampled, stops(), ...revoked)
      .when(closes())
      .thenRefused('wrong-status');
    expect(
      given(ALL, ...APPROVED, executes())
        .when(executes())
        .thenHappens(),
    ).toBeDefined();
  });

  it('finds the review overdue after its time', () => {
    given(...sampled, later(3600), ...revoked, later(OWED_REVIEW))
      .when(expires())
      .thenHappens({ type: 'ReviewOverdue' });
  });

  it('closes one that was not drawn, and one that no verifier proved, at once', () => {
    const attested = underPolicy(
      policyThat({ proofs: { leaf: { method: 'manager-attestation' } } }, { sightingsReviewed: 100 }),
    );
    const world = worldAfter([
      ...[attested, opens({ action: 'unlock' }), assesses(), proves(ACTORS.manager, 'manager-attestation')],
      ...[countersigns(), executes()],
    ]);
    expect(recoveryOf(world)).toMatchObject({ status: 'executing', sample: null });
  });
});
