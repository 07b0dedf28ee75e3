import { describe, expect, it } from '@jest/globals';
import { type Scope, scopeOf } from '../../../lambdas/core/registry/scope.ts';
import { countersigns, executes, OPENED, opens, proves, step } from '../../support/deeds.ts';
import { aPolicy, aProfile } from '../../support/fixtures.ts';
import { given, recoveryOf, registeredAs, underPolicy, worldAfter } from '../../support/specification.ts';

const SCOPE = scopeOf({ groups: ['staff', 'dba'], roles: ['reader'] });
const executesWith = (scope: Scope | undefined) =>
  step({ type: 'StartExecution', directoryTier: null, ...(scope && { scope }) });
const assessesWith = (scope = SCOPE) => step({ type: 'AssessRecovery', directoryTier: null, scope });

describe('rule 15: what an account opens stands in the plan that people countersign', () => {
  it('as its directory said when they were first asked', () => {
    given(...OPENED)
      .when(assessesWith())
      .thenHappens({ type: 'RecoveryAssessed', plan: expect.objectContaining({ scope: SCOPE }) });
    given(...OPENED)
      .when(step({ type: 'AssessRecovery', directoryTier: null }))
      .thenHappens({ type: 'RecoveryAssessed', plan: expect.not.objectContaining({ scope: expect.anything() }) });
  });

  it('and is in the digest: a countersignature of another scope is one of another plan', () => {
    const digestAfter = (scope: typeof SCOPE) => {
      const world = worldAfter([...OPENED, assessesWith(scope), proves(), countersigns()]);
      return recoveryOf(world)?.countersignatures[0]?.digest;
    };
    const [one, other] = [digestAfter(SCOPE), digestAfter(scopeOf({ groups: ['staff'] }))];
    expect([one, other]).toEqual([expect.any(String), expect.any(String)]);
    expect(one).not.toBe(other);
  });

  it('and stays the same until the execution, which reads nothing of it from elsewhere', () => {
    given(...OPENED, assessesWith(), proves(), countersigns())
      .when(executesWith(SCOPE))
      .thenHappens({ type: 'ExecutionStarted' });
    const today = aPolicy({ name: 'changed' });
    given(...OPENED, assessesWith(), proves(), countersigns(), underPolicy(today))
      .when(executes())
      .thenHappens(
        { type: 'PlanVoided', cause: 'the policy has changed' },
        { type: 'RecoveryAssessed', plan: expect.objectContaining({ scope: SCOPE }) },
        { type: 'ProofingCompleted' },
      );
  });
});

describe('rule 15: an account that opens more than its approvers read is not touched', () => {
  const isDenied = (scope: Scope | undefined, code: string) =>
    given(...OPENED, assessesWith(), proves(), countersigns())
      .when(executesWith(scope))
      .thenHappens({
        type: 'RecoveryDenied',
        reasons: [expect.stringContaining(`\`${code}\``)],
        rules: [expect.objectContaining({ rule: expect.stringContaining('15') })],
      });

  it('nor one of which nobody can tell', () => {
    isDenied(scopeOf({ groups: ['staff', 'dba', 'domain-admins'], roles: ['reader'] }), 'scope-wider');
    isDenied(scopeOf({ groups: ['staff'], roles: ['writer'] }), 'scope-wider');
    isDenied(scopeOf({ groups: ['staff'] }), 'scope-unreadable');
    isDenied(undefined, 'scope-unreadable');
  });

  it('but one that opens less is, and one of which approvers read that it is not known', () => {
    given(...OPENED, assessesWith(), proves(), countersigns())
      .when(executesWith(scopeOf({ groups: [], roles: [] })))
      .thenHappens({ type: 'ExecutionStarted' });
    given(...OPENED, step({ type: 'AssessRecovery', directoryTier: null }), proves(), countersigns())
      .when(executesWith(undefined))
      .thenHappens({ type: 'ExecutionStarted' });
  });
});

describe('rule 15: all factors of a privileged account are never reset at once', () => {
  const inOkta = (tier: 'standard' | 'privileged' | 'critical', connector = 'okta') =>
    registeredAs(aProfile({ connector, tier }));

  it.each(['privileged', 'critical'] as const)('of a %s one where a pass can be given in their place', (tier) => {
    given(inOkta(tier), opens({ action: 'reset-mfa' }))
      .when(assessesWith())
      .thenHappens({
        type: 'RecoveryDenied',
        reasons: [expect.stringContaining('ask for `temporary-access`')],
        rules: [expect.objectContaining({ rule: expect.stringContaining('15') })],
      });
    given(inOkta(tier), opens({ action: 'temporary-access' }))
      .when(assessesWith())
      .thenHappens({ type: 'RecoveryAssessed' });
  });

  it('but are of a standard one, and where a directory gives no pass', () => {
    given(inOkta('standard'), opens({ action: 'reset-mfa' }))
      .when(assessesWith())
      .thenHappens({ type: 'RecoveryAssessed' });
    given(inOkta('privileged', 'cognito'), opens({ action: 'reset-mfa' }))
      .when(assessesWith())
      .thenHappens({ type: 'RecoveryAssessed' });
  });
});
