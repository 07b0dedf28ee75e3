import { describe, expect, it } from '@jest/globals';
import { alertFor } from '../../../../lambdas/core/audit/alert.ts';
import type { Tier } from '../../../../lambdas/core/registry/account.ts';
import { directoryIdentity } from '../../../../lambdas/core/registry/identity.ts';
import { nextCommit } from '../../../support/commits.ts';
import { APPROVED, assesses, executes, OPENED, revises, step } from '../../../support/deeds.ts';
import { aProfile } from '../../../support/fixtures.ts';
import { given, recoveryOf, registeredAs, worldAfter } from '../../../support/specification.ts';

const assessesAs = (directoryTier: Tier | null) => step({ type: 'AssessRecovery', directoryTier });
const executesAs = (directoryTier: Tier | null) => step({ type: 'StartExecution', directoryTier });
const RAISED = { type: 'TierRaised', from: 'standard', to: 'privileged' } as const;

describe('rule 6: the tier of the directory identity counts where it is higher', () => {
  it('in the plan: policy sees the higher tier, and the record keeps it', () => {
    given(...OPENED)
      .when(assessesAs('privileged'))
      .thenHappens(RAISED, { type: 'RecoveryAssessed', plan: expect.objectContaining({ tier: 'privileged' }) });
    const { state } = worldAfter([...OPENED, assessesAs('privileged')]);
    expect(state.profile.current?.tier).toBe('privileged');
    expect(state.governed[directoryIdentity(aProfile())]).toBe('privileged');
  });

  it.each<Tier | null>([null, 'standard'])('and not where it is no higher: %s', (tier) => {
    given(...OPENED)
      .when(assessesAs(tier))
      .thenHappens({ type: 'RecoveryAssessed', plan: expect.objectContaining({ tier: 'standard' }) });
    given(...OPENED, registeredAs(aProfile({ tier: 'critical' })))
      .when(assessesAs('privileged'))
      .thenHappens({ type: 'RecoveryAssessed', plan: expect.objectContaining({ tier: 'critical' }) });
  });

  it('asks more people: two sightings and two groups, where one was enough', () => {
    const plan = (tier: Tier | null) => recoveryOf(worldAfter([...OPENED, assessesAs(tier)]))?.plan;
    expect([plan(null)?.sightings, plan('privileged')?.sightings]).toEqual([1, 2]);
  });

  it('at the execution: a tier that rose since voids the plan, and nothing is executed', () => {
    given(...APPROVED)
      .when(executesAs('privileged'))
      .thenHappens(
        RAISED,
        { type: 'PlanVoided', cause: 'the account has a higher tier now' },
        { type: 'RecoveryAssessed', plan: expect.objectContaining({ tier: 'privileged' }) },
      );
    given(...APPROVED)
      .when(executesAs('standard'))
      .thenHappens({ type: 'ExecutionStarted' });
  });

  it('also for the other recoveries of the account, whose plans are void then', () => {
    const raised = worldAfter([...APPROVED, RAISED]);
    given((world) => ({ ...world, state: raised.state }))
      .when(executesAs(null))
      .thenHappens({ type: 'PlanVoided', cause: 'the account has a higher tier now' }, { type: 'RecoveryAssessed' });
  });

  it('and stays when the record is lowered meanwhile: the tier of an earlier plan is a floor', () => {
    const lowered = registeredAs(aProfile({ tier: 'standard' }));
    given(...OPENED, assessesAs('privileged'), lowered)
      .when(revises(60))
      .thenHappens(
        { type: 'RequestRevised' },
        { type: 'RecoveryAssessed', plan: expect.objectContaining({ tier: 'privileged' }) },
      );
  });

  it('rings for any account, with both tiers and no name', () => {
    const { severity, what } =
      alertFor({ ...nextCommit('cognito:jane').commit, tier: 'standard', events: [RAISED] }) ?? {};
    expect({ severity, what }).toEqual({
      severity: 'critical',
      what: ['TierRaised: privileged in the directory, standard in the record'],
    });
  });
});

it('the deeds of other tests meet a directory that gives no tier', () => {
  expect([assesses(), executes()]).toEqual([assessesAs(null), executesAs(null)]);
});
