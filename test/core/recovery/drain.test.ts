import { describe, expect, it } from '@jest/globals';
import { fixedRule } from '../../../lambdas/core/policy/policy.ts';
import { DRAINED, riskOf } from '../../../lambdas/core/recovery/assess/assess.ts';
import type { Threat } from '../../../lambdas/core/risk/facts.ts';
import { APPROVED, assesses, EXECUTING, executes, issues, OPENED, opens, stops } from '../../support/deeds.ts';
import { at } from '../../support/fixtures.ts';
import { type Circumstance, given, recoveryOf, worldAfter } from '../../support/specification.ts';

const drain = (over: Partial<Threat> = {}): Threat => ({
  ...{ id: 'd', desk: null, until: at(3600), reason: 'we move', by: 'person:olga', at: at(0) },
  ...{ drain: true, loweredBy: null, ...over },
});
const drains =
  (threat = drain()): Circumstance =>
  (world) => ({ ...world, context: { ...world.context, threats: [threat] } });
const DENIED = { type: 'RecoveryDenied', reasons: [DRAINED], rules: [fixedRule(14)] } as const;

describe('a drain', () => {
  it('denies what is opened, and what was approved before and not executed', () => {
    given(...OPENED, drains())
      .when(assesses())
      .thenHappens(DENIED);
    given(...APPROVED, drains())
      .when(executes())
      .thenHappens({ type: 'PlanVoided', cause: DRAINED }, DENIED);
  });

  it('lets access be taken away, and lets what is executing be told and stopped', () => {
    given(opens({ action: 'revoke-sessions' }), drains())
      .when(assesses())
      .thenHappens({ type: 'RecoveryAssessed' });
    given(...EXECUTING, drains())
      .when(issues())
      .thenHappens({ type: 'GrantIssued' });
    given(...EXECUTING, issues(), drains())
      .when(stops())
      .thenHappens({ type: 'StopRequested' });
  });

  it('ends by itself', () => {
    given(...OPENED, drains(drain({ until: at(0) })))
      .when(assesses())
      .thenHappens({ type: 'RecoveryAssessed' });
  });

  it('is no threat: it says nothing of a risk', () => {
    const signalsOf = (threat: Threat) => {
      const world = worldAfter([...OPENED, drains(threat)]);
      const recovery = recoveryOf(world);
      return recovery && riskOf(recovery, world.state, world.context).signals.map(({ name }) => name);
    };
    expect(signalsOf(drain())).not.toContain('threat-level');
    expect(signalsOf(drain({ drain: false }))).toContain('threat-level');
  });
});
