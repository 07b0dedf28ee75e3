import { describe, expect, it } from '@jest/globals';
import { EMERGENCY_GROUP } from '../../../../lambdas/core/approvals/countersignature.ts';
import {
  emergencyDemands,
  type Incident,
  isGroupOf,
  LONGEST_GRANT,
  liveIncidents,
  overdueAt,
  REVIEW_WITHIN,
} from '../../../../lambdas/core/recovery/state/emergency.ts';
import { ASSESSED } from '../../../support/deeds.ts';
import { at, NOW } from '../../../support/fixtures.ts';
import { recoveryOf, worldAfter } from '../../../support/specification.ts';

const incident = (until: string): Incident => ({
  incident: 'INC-1',
  until,
  reason: 'fire',
  by: 'person:olga',
  at: NOW,
});

describe('an emergency plan', () => {
  const plan = recoveryOf(worldAfter(ASSESSED))?.plan;
  if (plan == null) throw new Error('there is no plan');

  it('keeps every demand for proof, and replaces approvals, waiting, time and review', () => {
    const { approvals, coolingOff, grant, reviewWithin, alert, notify, ...same } = emergencyDemands(plan);
    expect({ ...plan, ...same }).toEqual(plan);
    expect([approvals, coolingOff, alert]).toEqual([[{ leaf: { group: EMERGENCY_GROUP, count: 2 } }], 0, 'critical']);
    expect([grant, reviewWithin, notify]).toEqual([
      ...[Math.min(plan.grant, LONGEST_GRANT), Math.min(plan.reviewWithin ?? REVIEW_WITHIN, REVIEW_WITHIN)],
      ['owner', 'manager', 'custodian'],
    ]);
  });

  it('never grants longer and never reviews later than the policy says', () => {
    expect(emergencyDemands({ ...plan, grant: 60, reviewWithin: 60 })).toMatchObject({ grant: 60, reviewWithin: 60 });
    expect(emergencyDemands({ ...plan, grant: 86_400, reviewWithin: null })).toMatchObject({
      ...{ grant: LONGEST_GRANT, reviewWithin: REVIEW_WITHIN },
    });
  });
});

describe('the emergency roster', () => {
  const policy = { groups: ['identity'] };
  const emergency = { incident: 'INC-1', by: 'person:olga' };

  it.each([
    ['identity', null, true],
    [EMERGENCY_GROUP, null, false],
    ['identity', emergency, false],
    [EMERGENCY_GROUP, emergency, true],
  ] as const)('and the groups of the policy never count together: %s under %j', (group, under, counts) => {
    expect(isGroupOf({ emergency: under }, policy, group)).toBe(counts);
  });
});

it('an incident lasts until its end, and a use is reviewed within a day', () => {
  expect(liveIncidents([incident(at(1)), incident(NOW)], NOW)).toEqual([incident(at(1))]);
  expect(overdueAt({ at: NOW })).toBe(at(REVIEW_WITHIN));
});
