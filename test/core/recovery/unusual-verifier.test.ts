import { describe, expect, it } from '@jest/globals';
import type { CampaignCount } from '../../../lambdas/core/risk/facts.ts';
import { ASSESSED, PROVED, proves } from '../../support/deeds.ts';
import { ACTORS, aPolicy } from '../../support/fixtures.ts';
import { type Circumstance, given, recoveryOf, underPolicy, worldAfter } from '../../support/specification.ts';

const counting =
  (campaign: readonly CampaignCount[] | null): Circumstance =>
  (world) => ({ ...world, context: { ...world.context, campaign } });
const unusual = counting([{ by: 'verifier-failed', accounts: 5 }]);
const SIGNAL = { signals: [{ name: 'unusual-verifier', weight: 40 }] };

const usual = aPolicy();
const [everything] = usual.rules;
/** From risk 40 on, security approves too. */
const strict = underPolicy(
  aPolicy({
    rules: [
      ...usual.rules,
      {
        ...{ id: 'risky', control: everything?.control ?? '', when: { riskAtLeast: 40 } },
        require: { approvals: { leaf: { group: 'security' } } },
      },
    ],
  }),
);

describe('rule 10: what an unusual verifier confirms is approved by people who know it', () => {
  it('makes the plan again with the signal, so that policy demands more before anybody approves', () => {
    const world = given(strict, ...ASSESSED, unusual)
      .when(proves())
      .thenHappens(
        { type: 'ProofRecorded' },
        { type: 'RecoveryAssessed', plan: { risk: SIGNAL } },
        { type: 'ProofingCompleted' },
      );
    expect(recoveryOf(worldAfter([strict, ...PROVED]))?.plan?.approvals).toHaveLength(1);
    expect(recoveryOf(world)?.plan).toMatchObject({ risk: SIGNAL, approvals: [{}, {}] });
  });

  it('voids no more than the second verifier must: countersignatures of the plan without the signal', () => {
    const world = given(...PROVED, unusual)
      .when(proves(ACTORS.secondVerifier))
      .thenHappens({ type: 'ProofRecorded' }, { type: 'RecoveryAssessed' }, { type: 'ProofingCompleted' });
    expect(recoveryOf(world)).toMatchObject({ status: 'approving', plan: { risk: SIGNAL } });
  });

  it('does not take counters that cannot be read for counters that found nothing', () => {
    given(...ASSESSED, counting(null))
      .when(proves())
      .thenHappens(
        { type: 'ProofRecorded' },
        { type: 'RecoveryAssessed', plan: { risk: { signals: [{ name: 'counters-unreadable' }] } } },
        { type: 'ProofingCompleted' },
      );
  });

  it('makes it again once, and not for whoever attests or fails', () => {
    given(...ASSESSED, unusual, proves())
      .when(proves(ACTORS.secondVerifier))
      .thenHappens({ type: 'ProofRecorded' });
    given(...ASSESSED, unusual)
      .when(proves(ACTORS.manager, 'manager-attestation'))
      .thenHappens({ type: 'ProofRecorded' });
    given(...ASSESSED, unusual)
      .when(proves(ACTORS.verifier, 'in-person', 'failed'))
      .thenHappens({ type: 'ProofRecorded' }, { type: 'RecoveryRefused' });
  });

  it('keeps the plan of another policy, which is void at execution', () => {
    const moved: Circumstance = (world) => ({
      ...world,
      context: { ...world.context, policy: aPolicy({ name: 'another' }) },
    });
    given(...ASSESSED, moved, unusual)
      .when(proves())
      .thenHappens({ type: 'ProofRecorded' }, { type: 'ProofingCompleted' });
  });
});
