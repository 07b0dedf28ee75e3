import { describe, expect, it } from '@jest/globals';
import { decideWorkflow } from '../../../../lambdas/core/recovery/decide/workflow.ts';
import type { Actor, WorkflowCommand } from '../../../../lambdas/core/recovery/state/commands.ts';
import type { StageName } from '../../../../lambdas/core/recovery/state/events.ts';
import {
  APPROVED,
  ASSESSED,
  confirms,
  countersigns,
  EXECUTING,
  fails,
  GRANTED,
  issues,
  OPENED,
  PROVED,
  proves,
  reviews,
  revokes,
  step,
  stops,
} from '../../../support/deeds.ts';
import { ACTORS, aProfile, at, registryFacts, STAFF } from '../../../support/fixtures.ts';
import { policyThat } from '../../../support/policies.ts';
import {
  type Deed,
  given,
  happened,
  later,
  type Past,
  recoveryOf,
  registeredAs,
  underPolicy,
  worldAfter,
} from '../../../support/specification.ts';

const HOUR = 3600;
const ENDED = [...GRANTED, later(HOUR)];
const REVOKED = [...ENDED, revokes(), confirms()];
const overdue = step({ type: 'ReportRevocationOverdue', code: 'unavailable' });

const WORKFLOW: readonly WorkflowCommand[] = [
  { type: 'AssessRecovery', directoryTier: null },
  { type: 'OpenGate', gate: 'proof' },
  { type: 'StartExecution', directoryTier: null },
  { type: 'IssueGrant', grant: 'g', reference: 'r', claimable: false, evidence: null },
  { type: 'FailExecution', code: 'x' },
  { type: 'ExpireStage' },
  { type: 'CloseRecovery' },
];
const REVOCATION: readonly WorkflowCommand[] = [
  { type: 'StartRevocation', trigger: 'sweeper' },
  { type: 'ReportRevocationOverdue', code: 'x' },
  { type: 'ConfirmRevocation', evidence: null },
];

function decided(past: readonly Past[], command: WorkflowCommand, actor: Actor) {
  const world = worldAfter(past);
  const recovery = recoveryOf(world);
  if (recovery === undefined) throw new Error('the recovery of the story has ended');
  return decideWorkflow({ ...world, recovery, actor, commandId: 'cmd-1', ticket: null }, command);
}

describe('who moves a recovery on', () => {
  it.each([...WORKFLOW, ...REVOCATION])('is no person, ticket system or vendor: $type', (command) => {
    for (const actor of [
      ACTORS.admin,
      { by: 'ticket-system', source: 'jira' },
      { by: 'vendor', source: 'idv' },
    ] as const)
      expect(decided(GRANTED, command, actor)).toMatchObject({ accepted: false, refusal: { code: 'role-missing' } });
  });

  it.each(WORKFLOW)('is none of the timers: $type', (command) => {
    for (const by of ['schedule', 'sweeper'] as const)
      expect(decided(GRANTED, command, { by })).toMatchObject({ accepted: false, refusal: { code: 'role-missing' } });
  });

  it.each(REVOCATION)('is a timer too where a grant ends: $type', (command) => {
    for (const by of ['schedule', 'sweeper'] as const)
      expect(decided([...ENDED, revokes()], command, { by })).toMatchObject({ accepted: true });
  });
});

describe('a step that was done already', () => {
  it.each<[string, readonly Past[], Deed]>([
    ['assessing', ASSESSED, step({ type: 'AssessRecovery', directoryTier: null })],
    ['executing', EXECUTING, step({ type: 'StartExecution', directoryTier: null })],
    ['executing, after the revocation', REVOKED, step({ type: 'StartExecution', directoryTier: null })],
    ['issuing', GRANTED, issues()],
    ['failing, once it was stopped', [...EXECUTING, stops()], fails()],
    ['failing, once it was granted', GRANTED, fails()],
    ['revoking', [...ENDED, revokes()], revokes()],
    ['revoking, once it is overdue', [...ENDED, revokes(), overdue], revokes()],
    ['reporting an overdue revocation that was confirmed', REVOKED, overdue],
    ['confirming', REVOKED, confirms()],
  ])('adds nothing: %s', (_, past, deed) => {
    given(...past)
      .when(deed)
      .thenNothing();
  });
});

describe('rules 2 and 3: what is executed is what was approved, or it is asked again', () => {
  const PATIENT = { coolingOff: HOUR };
  const approved = [underPolicy(policyThat(PATIENT)), ...APPROVED, later(HOUR)];

  it('executes the plan of the digest that was countersigned, with a grant named by it', () => {
    const world = worldAfter(approved);
    given(...approved)
      .when(step({ type: 'StartExecution', directoryTier: null }))
      .thenHappens({ type: 'ExecutionStarted', expiresAt: at(2 * HOUR) });
    const first = worldAfter([...approved, step({ type: 'StartExecution', directoryTier: null })]);
    const again = worldAfter([...approved, later(1), step({ type: 'StartExecution', directoryTier: null })]);
    expect(recoveryOf(first)?.grant?.id).toBe(recoveryOf(again)?.grant?.id);
    expect(recoveryOf(world)?.grant).toBeNull();
  });

  it('executes nothing when the directory was not asked: the plan was approved meanwhile, and the next attempt asks', () => {
    given(...approved)
      .when(step({ type: 'StartExecution' }))
      .thenRefused('plan-not-held', { status: 'approved' });
  });

  it.each<[string, Past, string]>([
    ['the policy changed', underPolicy(policyThat({ ...PATIENT, grant: 60 })), 'the policy has changed'],
    ['the account changed', registeredAs(aProfile({ tier: 'privileged' })), 'the account has a higher tier now'],
    ['the account is gone', registeredAs(null), 'the account is not registered any more'],
    ['the proofs are stale', later(400 * 24 * HOUR), 'the proofs hold no more'],
    [
      'the account was frozen',
      (world) => ({ ...world, state: { ...world.state, freeze: { at: at(0), cause: 'three failed proofs' } } }),
      'recoveries of this account are frozen',
    ],
    [
      'a countersignature is for another digest',
      (world) => ({
        ...world,
        state: {
          ...world.state,
          recoveries: Object.fromEntries(
            Object.entries(world.state.recoveries).map(([id, one]) => [
              id,
              { ...one, countersignatures: one.countersignatures.map((mine) => ({ ...mine, digest: 'f'.repeat(64) })) },
            ]),
          ),
        },
      }),
      'the countersignatures hold no more',
    ],
  ])('voids the plan when %s', (_, change, cause) => {
    const world = worldAfter([...approved, change]);
    const recovery = recoveryOf(world);
    if (recovery === undefined) throw new Error('the recovery of the story has ended');
    const context = { ...world.context, registry: { ...registryFacts(), people: STAFF } };
    const situation = {
      ...world,
      context,
      recovery,
      actor: { by: 'workflow' },
      commandId: 'cmd-1',
      ticket: null,
    } as const;
    const decision = decideWorkflow(situation, { type: 'StartExecution', directoryTier: null });
    const events = decision.accepted ? decision.events : [];
    expect(events[0]).toEqual({ type: 'PlanVoided', cause });
    expect(events.map(({ type }) => type)).not.toContain('ExecutionStarted');
    expect(['approved', 'executing']).not.toContain(recoveryOf(happened(world, events))?.status);
  });

  it.each<[string, readonly Past[], string]>([
    ['before the cooling-off is over', [underPolicy(policyThat(PATIENT)), ...APPROVED], 'not-due'],
    ['before there is a plan', OPENED, 'plan-not-held'],
    ['while proofs are missing', ASSESSED, 'plan-not-held'],
    ['while countersignatures are missing', PROVED, 'plan-not-held'],
  ])('refuses %s', (_, past, code) => {
    given(...past)
      .when(step({ type: 'StartExecution', directoryTier: null }))
      .thenRefused(code as 'not-due');
  });
});

describe('a grant', () => {
  it('is issued by its own name only, and only while it is executed', () => {
    given(...EXECUTING)
      .when(issues('another'))
      .thenRefused('grant-mismatch');
    given(...APPROVED)
      .when(issues())
      .thenRefused('grant-mismatch');
    given(...EXECUTING, stops(), revokes())
      .when(issues())
      .thenRefused('wrong-status', { status: 'revoking' });
  });

  it('is revoked when its time is over, and not before', () => {
    given(...GRANTED, later(HOUR - 1))
      .when(revokes())
      .thenRefused('not-due', { expiresAt: at(HOUR) });
    given(...APPROVED)
      .when(revokes())
      .thenRefused('wrong-status', { status: 'approved' });
  });

  it.each<[string, readonly Past[], string]>([
    ['its time', ENDED, 'sweeper'],
    ['a stop', [...GRANTED, stops()], 'stop'],
    ['a failure', [...EXECUTING, fails()], 'failure'],
    ['a stop before anything was granted', [...EXECUTING, stops()], 'failure'],
  ])('says of its end why it came, whoever came by to see to it: %s', (_, past, trigger) => {
    given(...past)
      .when(revokes('sweeper', 'sweeper'))
      .thenHappens({ type: 'RevocationStarted', trigger });
  });

  it('is confirmed gone only while it is revoked', () => {
    given(...GRANTED)
      .when(confirms())
      .thenRefused('wrong-status', { status: 'granted' });
    given(...ENDED, revokes(), overdue)
      .when(confirms())
      .thenHappens({ type: 'RevocationConfirmed' });
  });
});

describe('a timeout of the workflow', () => {
  const expires = step({ type: 'ExpireStage' });

  it.each<[string, readonly Past[], number, object]>([
    ['proofs', ASSESSED, HOUR, { type: 'RecoveryExpired', stage: 'proof' }],
    ['approvals', PROVED, 2 * HOUR, { type: 'RecoveryExpired', stage: 'approval' }],
    ['the review', REVOKED, 24 * HOUR, { type: 'ReviewOverdue' }],
  ])('is only a claim: the window of %s counts by the ledger', (_, past, seconds, event) => {
    given(...past, later(seconds / 2), expires, later(seconds / 2 - 1))
      .when(expires)
      .thenNothing();
    for (const waited of [[later(seconds)], [later(seconds / 2), expires, later(seconds / 2)]])
      given(...past, ...waited)
        .when(expires)
        .thenHappens(event as { type: 'ReviewOverdue' });
  });

  it.each<[StageName, readonly Past[], number]>([
    ['proof', ASSESSED, HOUR],
    ['approval', PROVED, 2 * HOUR],
    ['review', REVOKED, 24 * HOUR],
  ])('records once that half of the window of the %s is over, and not before', (stage, past, seconds) => {
    given(...past, later(seconds / 2 - 1))
      .when(expires)
      .thenRefused('not-due');
    given(...past, later(seconds / 2))
      .when(expires)
      .thenHappens({ type: 'StageHalfPassed', stage });
    given(...past, later(seconds / 2), expires)
      .when(expires)
      .thenNothing();
  });

  it('finds half of the next window over, whatever was found of the one before', () => {
    given(...ASSESSED, later(HOUR / 2), expires, ...PROVED.slice(-1), later(HOUR))
      .when(expires)
      .thenHappens({ type: 'StageHalfPassed', stage: 'approval' });
  });

  it('reminds nobody of a review that was made', () => {
    given(...REVOKED, reviews(), later(12 * HOUR))
      .when(expires)
      .thenNothing();
  });

  it.each<[string, readonly Past[]]>([
    ['approved', APPROVED],
    ['executing', EXECUTING],
    ['granted', ENDED],
  ])('expires nothing that is %s', (_, past) => {
    given(...past, later(1000 * 24 * HOUR))
      .when(expires)
      .thenRefused('not-due');
  });
});

it('closes nothing whose revocation is not confirmed', () => {
  for (const past of [GRANTED, [...ENDED, revokes()], [...ENDED, revokes(), overdue]])
    given(...past)
      .when(step({ type: 'CloseRecovery' }))
      .thenRefused('wrong-status');
  given(...ASSESSED, proves(), countersigns())
    .when(step({ type: 'CloseRecovery' }))
    .thenRefused('wrong-status', { status: 'approved' });
});
