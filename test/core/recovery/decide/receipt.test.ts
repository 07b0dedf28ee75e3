import { describe, expect, it } from '@jest/globals';
import { alertFor } from '../../../../lambdas/core/audit/alert.ts';
import type { Commit } from '../../../../lambdas/core/audit/commit.ts';
import type { Policy } from '../../../../lambdas/core/policy/policy.ts';
import type {
  DirectoryChange,
  ReportChange,
  UNGOVERNED_CAUSES,
} from '../../../../lambdas/core/recovery/state/receipts.ts';
import { nextCommit } from '../../../support/commits.ts';
import { EXECUTING, GRANTED, issues } from '../../../support/deeds.ts';
import { ACTORS, aPolicy, aProfile, NOW } from '../../../support/fixtures.ts';
import { type Deed, given, later, RECOVERY, registeredAs, underPolicy } from '../../../support/specification.ts';

const CLOUDTRAIL = { by: 'signal-source', source: 'cloudtrail' } as const;
const { connector, directoryId } = aProfile();

const reports = (over: Partial<DirectoryChange> = {}, actor: Deed['actor'] = CLOUDTRAIL): Deed => ({
  ...{ actor, recovery: null },
  command: {
    type: 'ReportChange',
    change: {
      ...{
        connector,
        directoryId,
        kind: 'password-set',
        at: NOW,
        by: { as: 'other', name: 'role/Admin' },
        entry: 'e-1',
      },
      ...over,
    },
  },
});
const BY_US = { as: 'connector', name: 'role/execute' } as const;
const PRIVILEGED = registeredAs(aProfile({ tier: 'privileged' }));

describe('a change that a log shows', () => {
  it('has its receipt when a recovery made it', () => {
    given(...EXECUTING)
      .when(reports({ by: BY_US }))
      .thenHappens({ type: 'GovernedChangeSeen', recovery: RECOVERY, during: 'execution' });
  });

  it('is ungoverned when somebody else made it, also while a recovery is under way', () => {
    given(...EXECUTING)
      .when(reports())
      .thenHappens({ type: 'UngovernedChangeSeen', cause: 'no-grant', change: { kind: 'password-set' } });
  });

  it('by our own connector without a recovery says that its credential is in other hands', () => {
    given()
      .when(reports({ by: BY_US }))
      .thenHappens({ type: 'UngovernedChangeSeen', cause: 'connector-without-grant' });
  });

  it('raises the risk of the next request', () => {
    const after = given().when(reports()).thenHappens({ type: 'UngovernedChangeSeen' });
    expect(after.state.history.map(({ what }) => what)).toEqual(['changed-outside']);
  });

  it('that adds a factor to a sensitive account after its recovery trips the watch', () => {
    given(...EXECUTING, PRIVILEGED, issues())
      .when(reports({ kind: 'factor-added' }))
      .thenHappens({ type: 'UngovernedChangeSeen' }, { type: 'WatchTripped', signal: 'factor-added' });
    given(...GRANTED, later(5))
      .when(reports({ kind: 'factor-added', by: { as: 'owner', name: null } }))
      .thenHappens({ type: 'GovernedChangeSeen', during: 'grant' });
  });

  it('is reported by a log, and about the identity that the account governs', () => {
    given().when(reports({}, ACTORS.admin)).thenRefused('role-missing', { role: 'signal-source' });
    given()
      .when(reports({ directoryId: 'sub-other' }))
      .thenRefused('account-unknown');
    given(registeredAs(null))
      .when({ ...reports(), stream: 'cognito:jane' })
      .thenRefused('account-unknown');
  });
});

describe('a change that the policy contains', () => {
  const containing = (...contain: NonNullable<Policy['contain']>) => underPolicy(aPolicy({ contain }));
  const FREEZE = containing({ tier: ['privileged', 'critical'], by: 'freeze' }, { kind: ['human'], by: 'sessions' });
  const ended = (change: Partial<DirectoryChange> = {}): Deed => ({
    ...reports(change),
    recovery: RECOVERY,
    command: { ...(reports(change).command as ReportChange), type: 'EndContained' },
  });

  it('rings only where no policy says more', () => {
    given().when(reports()).thenHappens({ type: 'UngovernedChangeSeen' });
    given(containing({ kind: ['api-key'], by: 'freeze' }))
      .when(reports())
      .thenHappens({ type: 'UngovernedChangeSeen' });
  });

  it('has its sessions ended where the directory can, and is frozen in the same commit where the policy says so', () => {
    const ordered = { type: 'ContainmentOrdered', connector: 'cognito' } as const;
    given(FREEZE)
      .when(reports())
      .thenHappens({ type: 'UngovernedChangeSeen' }, { ...ordered, by: 'sessions', signsOut: true });
    const after = given(FREEZE, PRIVILEGED)
      .when(reports())
      .thenHappens({ type: 'UngovernedChangeSeen' }, { ...ordered, by: 'freeze' }, { type: 'AccountFrozen' });
    expect(after.state.freeze?.cause).toBe('password-set in cognito without a recovery');
    given(FREEZE, PRIVILEGED, { type: 'AccountFrozen', cause: 'before' })
      .when(reports())
      .thenHappens({ type: 'UngovernedChangeSeen' }, ordered);
    given(FREEZE, (world) => ({ ...world, context: { ...world.context, capabilities: {} } }))
      .when(reports())
      .thenHappens({ type: 'UngovernedChangeSeen' }, { ...ordered, signsOut: false });
  });

  it('ends no session of a device: it has none, also where its connector ends those of people', () => {
    given(containing({ kind: ['device'], by: 'sessions' }), registeredAs(aProfile({ kind: 'device' })))
      .when(reports({ kind: 'disk-key-read' }))
      .thenHappens({ type: 'UngovernedChangeSeen' }, { type: 'ContainmentOrdered', by: 'sessions', signsOut: false });
  });

  it('is not contained by a policy that nobody adopted, nor when the log showed it too late', () => {
    given(FREEZE, PRIVILEGED, (world) => ({ ...world, context: { ...world.context, adopted: 'another' } }))
      .when(reports())
      .thenHappens({ type: 'UngovernedChangeSeen' });
    given(FREEZE, PRIVILEGED, (world) => ({
      ...world,
      state: { ...world.state, receipts: { spans: [], forgotten: later(600)(world).context.now } },
    }))
      .when(reports({ by: { as: 'unknown', name: null } }))
      .thenHappens({ type: 'UngovernedChangeSeen', cause: 'too-late' });
  });

  it('ends a grant that lasts, once, and no grant for a change that has its receipt or that no policy contains', () => {
    given(...GRANTED, FREEZE, later(5))
      .when(ended())
      .thenHappens({ type: 'StopRequested', by: null, reason: 'changed-outside' });
    given(...GRANTED, FREEZE, later(5), ended())
      .when(ended())
      .thenNothing();
    given(...GRANTED, later(5))
      .when(ended())
      .thenRefused('wrong-status');
    given(...GRANTED, FREEZE, later(5))
      .when(ended({ by: BY_US, at: NOW }))
      .thenRefused('wrong-status');
    given(...GRANTED, FREEZE)
      .when({ ...ended(), actor: ACTORS.admin })
      .thenRefused('role-missing');
  });

  it('is reported by the sweeper, done or not', () => {
    const report = (outcome: object, actor: Deed['actor'] = { by: 'sweeper' }): Deed => ({
      ...{ actor, recovery: null },
      command: { type: 'ReportContainment', containment: 'c-1', ...outcome } as never,
    });
    given()
      .when(report({ evidence: { status: 'CONFIRMED' } }))
      .thenHappens({ type: 'SessionsEnded', containment: 'c-1' });
    given()
      .when(report({ code: 'unavailable' }))
      .thenHappens({ type: 'ContainmentFailed', code: 'unavailable' });
    given()
      .when(report({ code: 'x' }, CLOUDTRAIL))
      .thenRefused('role-missing', { role: 'sweeper' });
  });
});

describe('the alert of an ungoverned change', () => {
  const alertOf = (cause: (typeof UNGOVERNED_CAUSES)[number], over: Partial<Commit> = {}) => {
    const { change } = reports().command as { change: DirectoryChange };
    const events = [{ type: 'UngovernedChangeSeen', change, cause } as const];
    return alertFor({
      ...nextCommit('cognito:jane').commit,
      kind: 'human',
      tier: 'standard',
      alert: null,
      events,
      ...over,
    });
  };

  it('is raised for any account, and wakes people for a sensitive one', () => {
    expect(alertOf('no-grant')).toMatchObject({
      severity: 'warning',
      what: ['UngovernedChangeSeen: password-set in cognito, no-grant'],
    });
    expect(alertOf('no-grant', { tier: 'privileged' })?.severity).toBe('critical');
    expect(alertOf('no-grant', { kind: 'api-key' })?.severity).toBe('critical');
    expect(alertOf('connector-without-grant')?.severity).toBe('critical');
  });

  it('is none for a change with a receipt', () => {
    const { change } = reports().command as { change: DirectoryChange };
    const events = [{ type: 'GovernedChangeSeen', change, recovery: RECOVERY, during: 'execution' } as const];
    expect(alertFor({ ...nextCommit('cognito:jane').commit, tier: 'critical', events })).toBeUndefined();
  });
});
