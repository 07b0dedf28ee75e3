import { describe, expect, it } from '@jest/globals';
import { demandsOf, hasGivenAll, isEscalated, mayEscalate } from '../../../../lambdas/core/recovery/state/approving.ts';
import { APPROVED, ASSESSED, countersigns, EXECUTING, expires, PROVED, revises } from '../../../support/deeds.ts';
import { ACTORS, at } from '../../../support/fixtures.ts';
import { policyThat } from '../../../support/policies.ts';
import { later, type Past, recoveryOf, underPolicy, worldAfter } from '../../../support/specification.ts';

const of = (group: string, count = 1) => ({ leaf: { group, count } });
const asking = (...all: readonly ReturnType<typeof of>[]) => underPolicy(policyThat({ approvals: { all } }));
const BOTH = asking(of('identity'), of('security'));
const TO_PLATFORM = underPolicy(
  policyThat({ approvals: { all: [{ leaf: { group: 'identity', escalateTo: 'platform' } }, of('security')] } }),
);
const BY_BOTH = { ...ACTORS.identityApprover, groups: ['identity', 'security'] };

describe('a group has given all that the plan asks of it', () => {
  it.each<[string, readonly Past[], string, boolean]>([
    ['not before it has', [BOTH, ...PROVED], 'identity', false],
    ['by its own countersignature', [BOTH, ...PROVED, countersigns()], 'identity', true],
    ['not by that of another group', [BOTH, ...PROVED, countersigns()], 'security', false],
    ['not by one that may stand for another group', [BOTH, ...PROVED, countersigns(BY_BOTH)], 'identity', false],
    ['not by one where two are asked', [asking(of('identity', 2)), ...PROVED, countersigns()], 'identity', false],
    ['not by one of an earlier plan', [BOTH, ...PROVED, countersigns(), revises(60)], 'identity', false],
    ['not where it is not asked', [BOTH, ...PROVED, countersigns()], 'platform', false],
    ['where it stands for one that has given all', [TO_PLATFORM, ...PROVED, countersigns()], 'platform', true],
    ['not where it stands for one that has not', [TO_PLATFORM, ...PROVED], 'platform', false],
    ['not once nothing is waited for any more', APPROVED, 'identity', false],
  ])('%s', (_, past, group, isGiven) => {
    const recovery = recoveryOf(worldAfter(past));
    if (recovery === undefined) throw new Error('it has ended');
    expect(hasGivenAll(group, recovery)).toBe(isGiven);
  });
});

describe('a plan escalates', () => {
  const HALF = [...PROVED, later(3600), expires()];

  it.each<[string, readonly Past[], boolean]>([
    ['not before half of the window', PROVED, false],
    ['from half of the window on', HALF, true],
    ['also for who says no after a yes', [...HALF, countersigns()], true],
    ['not because half of the window for proofs is over', [...ASSESSED, later(1800), expires()], false],
    ['not for a plan that was made again', [...HALF, revises(60)], false],
    ['not any more once it is executed', EXECUTING, false],
  ])('%s', (_, past, escalates) => {
    const recovery = recoveryOf(worldAfter(past));
    if (recovery === undefined) throw new Error('it has ended');
    expect([isEscalated(recovery), mayEscalate(recovery, at(100_000))]).toEqual([escalates, escalates]);
  });

  it('by the clock too, whatever the workflow has recorded', () => {
    const recovery = recoveryOf(worldAfter([...PROVED, { type: 'StageHalfPassed', stage: 'approval' }]));
    if (recovery === undefined) throw new Error('it has ended');
    expect([isEscalated(recovery), mayEscalate(recovery, at(3599)), mayEscalate(recovery, at(3600))]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('by what its demands say, and nothing without a plan', () => {
    const recovery = recoveryOf(worldAfter([TO_PLATFORM, ...PROVED]));
    if (recovery === undefined) throw new Error('it has ended');
    expect(demandsOf(recovery)).toEqual([
      { group: 'identity', escalateTo: 'platform' },
      { group: 'security', count: 1 },
    ]);
    expect(demandsOf({ plan: null })).toEqual([]);
  });
});
