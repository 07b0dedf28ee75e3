import { describe, expect, it } from '@jest/globals';
import { alertFor } from '../../../lambdas/core/audit/alert.ts';
import type { Commit } from '../../../lambdas/core/audit/commit.ts';
import { SEVERITIES, type Severity } from '../../../lambdas/core/policy/policy.ts';
import type { Proof } from '../../../lambdas/core/proofing/proof.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import type { Plan } from '../../../lambdas/core/recovery/state/plan.ts';
import { REFUSALS, type RefusalCode } from '../../../lambdas/core/recovery/state/refusals.ts';
import { KINDS, TIERS } from '../../../lambdas/core/registry/account.ts';
import { nextCommit } from '../../support/commits.ts';
import { ASSESSED } from '../../support/deeds.ts';
import {
  anAdoption,
  anOpenRecovery,
  anOrigin,
  aPerson,
  aProfile,
  NO_GROUNDS,
  NOW,
  PEOPLE,
  READ,
} from '../../support/fixtures.ts';
import { recoveryOf, worldAfter } from '../../support/specification.ts';

const opened: LedgerEvent = { ...anOpenRecovery(), type: 'RecoveryOpened', subject: null };
const granted: LedgerEvent = { type: 'GrantIssued', reference: 'ref', claimable: true, evidence: {} };
const gate: LedgerEvent = { type: 'GateOpened', gate: 'proof' };
const refused = (code: RefusalCode): LedgerEvent => ({ type: 'CommandRefused', code, facts: {} });

const aCommit = (events: readonly LedgerEvent[], over: Partial<Commit> = {}): Commit => ({
  ...nextCommit('cognito:jane').commit,
  ...{ kind: 'human', tier: 'critical', events },
  ...over,
});

const PLAN = recoveryOf(worldAfter(ASSESSED))?.plan as Plan;

const severityOf = (...events: readonly LedgerEvent[]) => alertFor(aCommit(events))?.severity;

describe('an alert (rule 18)', () => {
  it.each(KINDS.flatMap((kind) => TIERS.map((tier) => [kind, tier] as const)))(
    'is raised for a %s account of tier %s exactly when that is sensitive',
    (kind, tier) => {
      const sensitive = tier !== 'standard' || ['service-account', 'api-key', 'certificate'].includes(kind);
      expect(alertFor(aCommit([opened], { kind, tier })) !== undefined).toBe(sensitive);
    },
  );

  const confirmed: LedgerEvent = { type: 'RevocationConfirmed', evidence: {} };
  it('is at least as severe as the plan asks, except for what is said for information only', () => {
    expect(alertFor(aCommit([opened], { alert: 'critical' }))?.severity).toBe('critical');
    expect(alertFor(aCommit([opened], { alert: 'info' }))?.severity).toBe('warning');
    expect(alertFor(aCommit([opened], { alert: null }))?.severity).toBe('warning');
    expect(alertFor(aCommit([granted], { alert: 'warning' }))?.severity).toBe('critical');
    expect(alertFor(aCommit([confirmed], { alert: 'critical' }))?.severity).toBe('info');
  });

  it('is raised for any account when a countersignature carries a wrong signature', () => {
    const standard = (code: RefusalCode) => alertFor(aCommit([refused(code)], { tier: 'standard', alert: null }));
    expect(standard('statement-invalid')).toMatchObject({
      severity: 'warning',
      what: [expect.stringContaining('statement-invalid')],
    });
    expect(standard('statement-missing')).toBeUndefined();
  });

  it('says what was wrong with a signature, and is none for one that is late or that is not there', () => {
    const standard = (flaw: string) =>
      alertFor(
        aCommit([{ type: 'CommandRefused', code: 'statement-invalid', facts: { flaw } }], {
          ...{ tier: 'standard', alert: null },
        }),
      );
    for (const flaw of ['wrong-signature', 'wrong-credential', 'counter-back', 'other-decision'])
      expect(standard(flaw)?.what).toEqual([expect.stringContaining(`statement-invalid, ${flaw} (`)]);
    for (const flaw of ['not-of-now', 'missing']) expect(standard(flaw)).toBeUndefined();
  });

  it.each(SEVERITIES)('is as severe as the plan when the plan is made: %s', (alert) => {
    expect(alertFor(aCommit([{ type: 'RecoveryAssessed', plan: { ...PLAN, alert } }], { alert }))?.severity).toBe(
      alert,
    );
  });

  it.each<LedgerEvent>([
    { type: 'RecoveryAssessed', plan: { ...PLAN, alert: 'critical' } },
    refused('conflicting-part'),
    { type: 'ChallengeFailed', challenge: 'c', method: 'issued-code-sms' },
    { type: 'RecoveryRefused', proof: 'p' },
    { type: 'ExecutionStarted', digest: 'd', grant: 'g', expiresAt: NOW, sample: null },
    granted,
    { type: 'RecoveryStopped', by: null, reason: '', cause: 'withdrawn' },
    { type: 'StopRequested', by: null, reason: '', cause: 'withdrawn' },
  ])('is raised for $type of a standard account where its plan asks for more than information', (event) => {
    const standard = (alert: Severity | null) => alertFor(aCommit([event], { tier: 'standard', alert }));
    expect(standard('critical')?.severity).toBe('critical');
    expect(standard('warning')).toBeDefined();
    for (const alert of ['info', null] as const) expect(standard(alert)).toBeUndefined();
  });

  it('is raised for a plan that was made again because of an unusual verifier, for any account (rule 10)', () => {
    const risk = { score: 40, signals: [{ name: 'unusual-verifier', weight: 40, sentence: 'a verifier' }] };
    const made = (alert: Severity) =>
      alertFor(aCommit([{ type: 'RecoveryAssessed', plan: { ...PLAN, risk, alert } }], { tier: 'standard', alert }));
    expect(made('info')).toMatchObject({ severity: 'warning', what: ['RecoveryAssessed: unusual-verifier'] });
    expect(made('critical')?.severity).toBe('critical');
  });

  it('of a standard account leaves out steps of the machinery, and is not raised for them alone', () => {
    expect(alertFor(aCommit([gate], { tier: 'standard', alert: 'critical' }))).toBeUndefined();
  });

  it('is not raised where no account is registered', () => {
    expect(alertFor(aCommit([opened], { kind: null, tier: null }))).toBeUndefined();
  });

  it('is raised for what was refused as for what was done, and says which rule said no', () => {
    const alert = alertFor(aCommit([refused('conflicting-part')]));
    expect(alert?.what).toEqual([`refused: conflicting-part (${REFUSALS['conflicting-part'].says})`]);
    expect(alert?.severity).toBe('warning');
  });

  it('says where to look: the account, the recovery, the commit and the moment', () => {
    const commit = aCommit([opened, granted], { account: 'cognito:root', recovery: 'rec-7', seq: 12, at: NOW });
    expect(alertFor(commit)).toEqual({
      ...{ severity: 'critical', account: 'cognito:root', recovery: 'rec-7', seq: 12, at: NOW },
      ...{ what: ['RecoveryOpened: reset-password', 'GrantIssued'], tier: 'critical', kind: 'human' },
    });
  });

  it('leaves out steps of the machinery, and is not raised for them alone', () => {
    expect(alertFor(aCommit([gate, opened]))?.what).toEqual(['RecoveryOpened: reset-password']);
    for (const type of ['ProofingCompleted', 'RecoveryClosed'] as const) {
      expect(alertFor(aCommit([gate, { type }]))).toBeUndefined();
    }
    expect(alertFor(aCommit([]))).toBeUndefined();
  });

  it('is as severe as the severest of its events', () => {
    const overdue: LedgerEvent = { type: 'RevocationOverdue', code: 'throttled' };
    expect(severityOf(confirmed)).toBe('info');
    expect(severityOf(confirmed, opened)).toBe('warning');
    expect(severityOf(opened, granted)).toBe('critical');
    for (const event of [granted, overdue, { type: 'RecoveryRefused', proof: 'p' } as const]) {
      expect(severityOf(confirmed, event)).toBe('critical');
    }
    expect(SEVERITIES).toEqual(['info', 'warning', 'critical']);
  });

  const by = PEOPLE.admin;
  const digest = 'd'.repeat(64);
  const campaign = { name: 'campaign', at: NOW, until: NOW } as const;
  it.each<readonly [string, LedgerEvent, string]>([
    ['person:jane', { type: 'PersonProposed', ...NO_GROUNDS, person: aPerson(), by, digest }, 'warning'],
    ['person:jane', { type: 'PersonConfirmed', by, digest }, 'warning'],
    ['person:jane', refused('same-proposer'), 'warning'],
    [
      'policy:active',
      { type: 'PolicyProposed', adoption: anAdoption(), by, digest, difference: READ.difference },
      'warning',
    ],
    ['policy:active', { type: 'PolicyAdopted', by, digest }, 'critical'],
    ['policy:active', refused('role-missing'), 'warning'],
    ['policy:active', { type: 'SignalReported', signal: campaign }, 'critical'],
    ['cognito:jane', { type: 'LiftProposed', lift: { reason: 'enough' }, by, digest }, 'warning'],
    ['cognito:jane', { type: 'FreezeLifted', by, digest }, 'warning'],
    ['cognito:jane', { type: 'SignalReported', signal: campaign }, 'critical'],
  ])('of %s is raised for %j as %s, though no sensitive account is touched', (account, event, severity) => {
    const standing =
      account === 'cognito:jane' ? ({ kind: 'human', tier: 'standard' } as const) : { kind: null, tier: null };
    expect(alertFor(aCommit([event], { account, ...standing }))).toMatchObject({ severity, account });
  });

  it('is raised for no other report about everybody, and for no other event of a standard account in the same commit', () => {
    const report: LedgerEvent = { type: 'SignalReported', signal: { ...campaign, name: 'procedure-probing' } };
    expect(alertFor(aCommit([report], { account: 'policy:active', kind: null, tier: null }))).toBeUndefined();
    const both: readonly LedgerEvent[] = [{ type: 'FreezeLifted', by, digest }, opened];
    expect(alertFor(aCommit(both, { tier: 'standard' }))?.what).toEqual(['FreezeLifted']);
  });

  it('is raised for any account where what people had confirmed stands no more at execution, and says which', () => {
    const standard = (cause: string) => alertFor(aCommit([{ type: 'PlanVoided', cause }], { tier: 'standard' }));
    for (const cause of ['the proofs hold no more', 'the countersignatures hold no more'])
      expect(standard(cause)).toMatchObject({ severity: 'warning', what: [`PlanVoided: ${cause}`] });
    expect(standard('the policy has changed')).toBeUndefined();
  });

  const proved = (outcome: Proof['outcome']): LedgerEvent => ({
    type: 'ProofRecorded',
    proof: {
      ...{ id: 'p', method: 'in-person', outcome, verifier: 'person:vera', reference: 'log/1', at: NOW },
      ...{ seen: ['passport'], session: null, contact: null, called: null, channel: 'person:vera' },
    },
  });
  it.each<readonly [string, LedgerEvent, Severity, string]>([
    ['a repudiation', proved('repudiated'), 'critical', 'ProofRecorded: repudiated'],
    ['a refused proof', proved('failed'), 'warning', 'ProofRecorded: failed'],
    ['a failed execution', { type: 'ExecutionFailed', code: 'throttled' }, 'warning', 'ExecutionFailed: throttled'],
  ])('of %s is raised for an account of any tier, and says what happened', (_, event, severity, what) => {
    for (const tier of TIERS) expect(alertFor(aCommit([event], { tier }))).toMatchObject({ severity, what: [what] });
  });

  it('is raised for no proof of a standard account that was given, abandoned or never finished', () => {
    for (const outcome of ['verified', 'abandoned', 'error', 'timed-out'] as const)
      expect(alertFor(aCommit([proved(outcome)], { tier: 'standard' }))).toBeUndefined();
  });

  it('is critical where the freeze of a sensitive account ends', () => {
    expect(severityOf({ type: 'FreezeLifted', by, digest })).toBe('critical');
  });

  it('carries no evidence, no address, no name, and nothing that somebody has typed', () => {
    const CANARY = 'canary';
    const wordy: readonly LedgerEvent[] = [
      { ...opened, reason: CANARY, requester: CANARY, channel: CANARY, ticket: { source: CANARY, id: CANARY } },
      { type: 'RecoveryDenied', reasons: [CANARY], rules: [{ rule: CANARY, control: CANARY, owner: CANARY }] },
      {
        type: 'ProofRecorded',
        proof: {
          ...{ id: CANARY, method: 'in-person', outcome: 'failed', verifier: CANARY, reference: CANARY, at: NOW },
          ...{ seen: ['passport'], session: CANARY, contact: CANARY, called: CANARY, channel: CANARY },
        },
      },
      { type: 'RecoveryRejected', by: CANARY, reason: CANARY },
      { type: 'RecoveryStopped', by: CANARY, reason: CANARY, cause: 'withdrawn' },
      { type: 'StopRequested', by: CANARY, reason: CANARY, cause: 'withdrawn' },
      { type: 'RequestRevised', by: CANARY, requestedSeconds: 1, reason: CANARY },
      { type: 'PlanVoided', cause: CANARY },
      { type: 'GrantIssued', reference: CANARY, claimable: true, evidence: { [CANARY]: CANARY } },
      { type: 'GrantClaimed', by: CANARY, command: CANARY },
      { type: 'ReviewRecorded', by: CANARY, finding: 'inappropriate', note: CANARY },
      { type: 'RevocationConfirmed', evidence: [CANARY] },
      {
        type: 'ProfileProposed',
        ...NO_GROUNDS,
        profile: aProfile({ target: CANARY }),
        by: PEOPLE.admin,
        digest: CANARY,
      },
      { type: 'PersonProposed', ...NO_GROUNDS, person: aPerson({ name: CANARY }), by: PEOPLE.admin, digest: CANARY },
      { type: 'LiftProposed', lift: { reason: CANARY }, by: CANARY, digest: CANARY },
      {
        type: 'PolicyProposed',
        adoption: { name: CANARY, digest: CANARY, text: CANARY },
        by: CANARY,
        digest: CANARY,
        difference: { ...READ.difference, digest: CANARY, from: CANARY },
      },
      { type: 'SignalReported', signal: campaign },
      { type: 'CommandRefused', code: 'already-open', facts: { [CANARY]: CANARY } },
    ];
    const commit = aCommit(wordy, { origin: anOrigin({ desk: CANARY, channel: CANARY, via: CANARY }) });
    const alert = alertFor(commit);
    expect(alert?.what).toHaveLength(wordy.length);
    expect(alert?.what).toContain('ReviewRecorded: inappropriate');
    expect(JSON.stringify(alert)).not.toContain(CANARY);
  });
});
