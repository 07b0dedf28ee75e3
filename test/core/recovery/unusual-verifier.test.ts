import { describe, expect, it } from '@jest/globals';
import type { CampaignCount } from '../../../lambdas/core/risk/facts.ts';
import { ASSESSED, PROVED, proves } from '../../support/deeds.ts';
import { ACTORS, aPolicy } from '../../support/fixtures.ts';
import { type Circumstance, given, later, recoveryOf, underPolicy, worldAfter } from '../../support/specification.ts';

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

describe('rule 10: what a verifier out of place confirms is approved by people who know it', () => {
  const askedAt =
    (desk: string | null): Circumstance =>
    (world) => {
      const { recoveries } = world.state;
      const all = Object.entries(recoveries).map(([id, one]) => [id, { ...one, desk }] as const);
      return { ...world, state: { ...world.state, recoveries: Object.fromEntries(all) } };
    };
  const verifierOf = (...desks: readonly string[]) => ({ ...ACTORS.verifier, desks });
  const OUT_OF_PLACE = { signals: [{ name: 'verifier-out-of-place', weight: 20 }] };

  it('one of another desk than the one that was asked', () => {
    given(...ASSESSED, askedAt('north'))
      .when(proves(verifierOf('south')))
      .thenHappens(
        { type: 'ProofRecorded', proof: { elsewhere: true } },
        { type: 'RecoveryAssessed', plan: { risk: OUT_OF_PLACE } },
        { type: 'ProofingCompleted' },
      );
  });

  it.each([
    ['of that desk', 'north', ['south', 'north']],
    ['of no desk', 'north', []],
    ['where no desk was asked', null, ['south']],
  ] as const)('and none %s', (_, desk, desks) => {
    const world = given(...ASSESSED, askedAt(desk))
      .when(proves(verifierOf(...desks)))
      .thenHappens({ type: 'ProofRecorded' }, { type: 'ProofingCompleted' });
    expect(recoveryOf(world)?.proofs[0]).not.toHaveProperty('elsewhere');
  });

  it('one who confirms outside of working hours what was asked for within them', () => {
    const daytime = underPolicy(
      aPolicy({
        hours: { zone: 'Etc/UTC', windows: [{ days: [0, 1, 2, 3, 4, 5, 6], from: '09:00', to: '10:05' }] },
      }),
    );
    given(daytime, ...ASSESSED, later(600))
      .when(proves())
      .thenHappens(
        { type: 'ProofRecorded' },
        {
          type: 'RecoveryAssessed',
          plan: { risk: { signals: [{ name: 'verifier-out-of-place' }, { name: 'out-of-hours' }] } },
        },
        { type: 'ProofingCompleted' },
      );
  });
});
