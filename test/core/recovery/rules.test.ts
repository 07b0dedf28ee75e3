import { describe, expect, it } from '@jest/globals';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import { alertFor } from '../../../lambdas/core/audit/alert.ts';
import { hashCommit } from '../../../lambdas/core/audit/commit.ts';
import type { VersionedPolicy } from '../../../lambdas/core/policy/policy.ts';
import type { PersonActor } from '../../../lambdas/core/recovery/state/commands.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import { POLICY_STREAM } from '../../../lambdas/core/registry/adoption.ts';
import type { HalfHeld } from '../../../lambdas/core/registry/parts.ts';
import { identitiesOf } from '../../../lambdas/core/registry/person.ts';
import {
  APPROVED,
  ASSESSED,
  assesses,
  claims,
  closes,
  confirms,
  countersigns,
  EXECUTING,
  EXECUTING_ON_PAGE,
  executes,
  GRANTED,
  GRANTED_ON_PAGE,
  issues,
  OPENED,
  opens,
  PROVED,
  proves,
  rejects,
  reviews,
  revises,
  revokes,
  SEEN_TWICE,
  shownDigest,
  step,
  stops,
} from '../../support/deeds.ts';
import {
  ACTORS,
  anAdoption,
  anEnvelope,
  anOpenRecovery,
  aPerson,
  aPersonActor,
  aPolicy,
  aProfile,
  at,
  fixedSurroundings,
  NO_GROUNDS,
  NOW,
  PEOPLE,
  PLANNING,
  READ,
  registered,
} from '../../support/fixtures.ts';
import { MemoryLedger } from '../../support/memory-ledger.ts';
import { policyThat } from '../../support/policies.ts';
import { writerOf } from '../../support/signing.ts';
import {
  type Circumstance,
  type Deed,
  given,
  later,
  type Past,
  recoveryOf,
  registeredAs,
  underPolicy,
  worldAfter,
} from '../../support/specification.ts';

const HOUR = 3600;
const PRIVILEGED = registeredAs(aProfile({ tier: 'privileged' }));

/** Somebody with every role and group there is, so that only who they are can stand in their way. */
const allMighty = (person: string, over: Partial<PersonActor> = {}): PersonActor =>
  aPersonActor(person, {
    roles: ['agent', 'verifier', 'reviewer', 'custodian', 'auditor', 'on-duty', 'admin'],
    groups: ['identity', 'security', 'platform'],
    ...over,
  });

describe('rule 1: nobody plays two parts in one recovery', () => {
  const byAgent = [opens({ agent: PEOPLE.agent }, ACTORS.agent), assesses()];
  const ofVendor = [
    registeredAs(aProfile({ kind: 'vendor', owner: 'person:vic', custodians: [PEOPLE.jane] })),
    ...PROVED,
  ];
  const reviewing = [...GRANTED, later(HOUR), revokes(), confirms()];

  it.each<[string, Past[], (actor: PersonActor) => Deed, string, string]>([
    ['the requester verify', ASSESSED, proves, PEOPLE.jane, 'requester'],
    ['the requester approve', PROVED, countersigns, PEOPLE.jane, 'requester'],
    ['the requester reject', PROVED, rejects, PEOPLE.jane, 'requester'],
    ['the requester review', reviewing, reviews, PEOPLE.jane, 'requester'],
    ['the agent verify', byAgent, proves, PEOPLE.agent, 'agent'],
    ['the agent approve', [...byAgent, proves()], countersigns, PEOPLE.agent, 'agent'],
    ['the verifier approve', PROVED, countersigns, PEOPLE.verifier, 'verifier'],
    ['the verifier review', reviewing, reviews, PEOPLE.verifier, 'verifier'],
    ['an approver review', reviewing, reviews, PEOPLE.identityApprover, 'approver'],
    ['the verifier reject', PROVED, rejects, PEOPLE.verifier, 'verifier'],
    ['the owner approve what a custodian asked for', ofVendor, countersigns, 'person:vic', 'requester'],
  ])('does not let %s', (_, past, deed, person, holds) => {
    given(...past)
      .when(deed(allMighty(person)))
      .thenRefused('conflicting-part', { holds });
  });

  it('does not let an approver verify afterwards', () => {
    given(PRIVILEGED, ...SEEN_TWICE, countersigns())
      .when(proves(allMighty(PEOPLE.identityApprover), 'live-video'))
      .thenRefused('conflicting-part', { holds: 'approver', wants: 'verifier' });
  });

  it.each([
    ['verify', ASSESSED, proves],
    ['approve', PROVED, countersigns],
  ] as const)('does not let the requester %s under another identity of theirs', (_, past, deed) => {
    given(...past)
      .when(deed(allMighty('person:jane-admin', { aliases: [PEOPLE.jane] })))
      .thenRefused('conflicting-part', { holds: 'requester' });
  });

  it('does not let anybody be their own agent, under whatever identity', () => {
    const agent = allMighty(PEOPLE.agent, { aliases: [PEOPLE.jane] });
    given()
      .when(opens({ agent: PEOPLE.agent }, agent))
      .thenRefused('conflicting-part', { holds: 'requester', wants: 'agent' });
    given()
      .when(opens({ agent: PEOPLE.jane }, ACTORS.jane))
      .thenRefused('conflicting-part', { holds: 'requester', wants: 'agent' });
  });

  it('takes every spelling of an address for the same person', () => {
    const spellings = ['jane@example.com', 'Jane@Example.COM', 'jane+desk@example.com', ' ＪＡＮＥ@example.com '];
    const keys = spellings.flatMap((address) => identitiesOf(aPerson({ addresses: [address] })).slice(1, 2));
    expect(new Set(keys)).toEqual(new Set(['address:jane@example.com']));
  });

  it('lets different people do all of it', () => {
    expect(worldAfter([...byAgent, proves(), countersigns(), executes()]).state.recoveries).toMatchObject({
      'rec-1': { status: 'executing' },
    });
  });
});

describe('rule 2: only the workflow executes, and only what holds at that moment', () => {
  it.each([
    ['a person with every role', allMighty('person:eve')],
    ['a ticket system', { by: 'ticket-system', source: 'jira' }],
    ['the revocation schedule', { by: 'schedule' }],
    ['the sweeper', { by: 'sweeper' }],
  ] as const)('does not let %s execute or issue', (_, actor) => {
    given(...APPROVED)
      .when({ ...executes(), actor })
      .thenRefused('role-missing', { role: 'workflow' });
    given(...EXECUTING)
      .when({ ...issues(), actor })
      .thenRefused('role-missing', { role: 'workflow' });
  });

  it.each([
    ['opened', OPENED],
    ['proofing', ASSESSED],
    ['approving', PROVED],
  ])('executes nothing that is only %s, however the workflow was told so', (status, past) => {
    given(...past)
      .when(executes())
      .thenRefused('plan-not-held', { status });
  });

  it('takes no grant but the one of the countersigned plan', () => {
    given(...EXECUTING)
      .when(issues('grant-of-somebody'))
      .thenRefused('grant-mismatch');
    given(...APPROVED)
      .when(issues('grant-of-somebody'))
      .thenRefused('grant-mismatch');
  });

  it('takes no grant for what was stopped and revoked meanwhile', () => {
    given(...EXECUTING, stops(), revokes('stop'))
      .when(issues())
      .thenRefused('wrong-status', { status: 'revoking' });
  });
});

describe('rule 3: any change after a countersignature voids it', () => {
  const stricter = policyThat({ grant: 60 });
  const targetMoved = registeredAs(aProfile({ target: 'root' }));

  it.each<[string, Circumstance, string, boolean]>([
    ['the policy', underPolicy(stricter), 'the policy has changed', true],
    ['the target', targetMoved, 'the account has changed', true],
    // One verifier is not enough any more (rule 9).
    ['the tier', PRIVILEGED, 'the account has a higher tier now', false],
    ['the connector', registeredAs(aProfile({ environment: 'staging' })), 'the account has changed', true],
    ['the age of the proof', later(24 * HOUR + 1), 'the proofs hold no more', false],
  ])('executes nothing when %s has changed since', (_, change, cause, isProvedStill) => {
    const world = given(...APPROVED, change)
      .when(executes())
      .thenHappens(
        { type: 'PlanVoided', cause },
        { type: 'RecoveryAssessed' },
        ...(isProvedStill ? [{ type: 'ProofingCompleted' } as const] : []),
      );
    expect(recoveryOf(world)).toMatchObject({ grant: null, executeNotBefore: null });
  });

  it('executes nothing when the account has another owner, or the requester is a custodian no more', () => {
    const vendor = aProfile({ kind: 'vendor', owner: 'person:vic', custodians: [PEOPLE.jane] });
    for (const changed of [{ owner: 'person:mallory' }, { custodians: [] }]) {
      given(registeredAs(vendor), ...APPROVED, registeredAs({ ...vendor, ...changed }))
        .when(executes())
        .thenHappens({ type: 'PlanVoided' }, { type: 'RecoveryDenied' });
    }
  });

  it('does not execute what a former manager approved or attested', () => {
    const fired = registeredAs(aProfile({ manager: 'person:next' }));
    const byManager = underPolicy(policyThat({ approvals: { leaf: { relation: 'manager' } } }));
    given(byManager, ...PROVED, countersigns(ACTORS.manager), fired)
      .when(executes())
      .thenHappens(
        { type: 'PlanVoided', cause: 'the countersignatures hold no more' },
        { type: 'RecoveryAssessed' },
        { type: 'ProofingCompleted' },
      );
    const attested = underPolicy(policyThat({ proofs: { leaf: { method: 'manager-attestation' } } }));
    const unlocking = [opens({ action: 'unlock' }), assesses()];
    given(attested, ...unlocking, proves(ACTORS.manager, 'manager-attestation'), countersigns(), fired)
      .when(executes())
      .thenHappens({ type: 'PlanVoided', cause: 'the proofs hold no more' }, { type: 'RecoveryAssessed' });
  });

  it('asks for the same countersignatures again once a plan was voided', () => {
    const voided = worldAfter([...APPROVED, underPolicy(stricter), executes()]);
    expect(recoveryOf(voided)).toMatchObject({ status: 'approving', plan: { grant: 60 } });
    const old = shownDigest(worldAfter(PROVED));
    given(...APPROVED, underPolicy(stricter), executes())
      .when(countersigns(ACTORS.identityApprover, () => old))
      .thenRefused('digest-mismatch', { shown: old, current: shownDigest(voided) });
    given(...APPROVED, underPolicy(stricter), executes())
      .when(countersigns())
      .thenHappens({ type: 'PlanCountersigned' }, { type: 'ApprovalCompleted' });
  });

  it('does not count a countersignature given before the request was edited', () => {
    given(PRIVILEGED, ...SEEN_TWICE, countersigns(), revises(60))
      .when(countersigns(ACTORS.securityApprover))
      .thenHappens({ type: 'PlanCountersigned' });
    given(...APPROVED, revises(60))
      .when(executes())
      .thenRefused('plan-not-held', { status: 'approving' });
  });

  it('does not count a countersignature given before there was new evidence', () => {
    given(PRIVILEGED, ...SEEN_TWICE, countersigns(), proves(allMighty('person:victor'), 'live-video'))
      .when(countersigns(ACTORS.securityApprover))
      .thenHappens({ type: 'PlanCountersigned' });
  });

  it('lets a verifier prove again what has gone stale', () => {
    given(...APPROVED, later(24 * HOUR + 1), executes())
      .when(proves())
      .thenHappens({ type: 'ProofRecorded' }, { type: 'ProofingCompleted' });
  });
});

describe('rule 4: each approver counts once, groups are ANDed, and an end is an end', () => {
  const two = underPolicy(
    policyThat({ approvals: { all: [{ leaf: { group: 'identity' } }, { leaf: { group: 'security' } }] } }),
  );
  const both = aPersonActor('person:both', { groups: ['identity', 'security'] });

  it('needs two people for two groups, though one of them is in both', () => {
    given(two, ...PROVED)
      .when(countersigns(both))
      .thenHappens({ type: 'PlanCountersigned' });
    given(two, ...PROVED, countersigns(both))
      .when(countersigns())
      .thenHappens({ type: 'PlanCountersigned' }, { type: 'ApprovalCompleted' });
  });

  it('needs both groups, not two of one', () => {
    given(two, ...PROVED, countersigns())
      .when(countersigns(aPersonActor('person:ivan', { groups: ['identity'] })))
      .thenHappens({ type: 'PlanCountersigned' });
  });

  it('takes the countersignature of one person once, under whatever identity', () => {
    given(two, ...PROVED, countersigns())
      .when(countersigns())
      .thenRefused('already-countersigned');
    given(two, ...PROVED, countersigns())
      .when(countersigns(allMighty('person:ida-2', { aliases: [PEOPLE.identityApprover] })))
      .thenRefused('already-countersigned');
  });

  it.each([
    ['countersignature', countersigns(ACTORS.securityApprover, () => 'any')],
    ['rejection', rejects()],
    ['proof', proves()],
    ['stop', stops()],
    ['review', reviews()],
    ['execution', executes()],
  ])('records a %s after the end as late', (_, deed) => {
    given(...PROVED, rejects())
      .when(deed)
      .thenRefused('recovery-ended', { end: 'rejected' });
  });

  it.each([
    ['proof', ASSESSED, proves(), HOUR],
    ['countersignature', PROVED, countersigns(), 2 * HOUR],
    ['revision', PROVED, revises(60), 2 * HOUR],
  ])('records a %s after its window as late, though the workflow has not noticed', (_, past, deed, window) => {
    given(...past, later(window))
      .when(deed)
      .thenRefused('window-passed', { deadline: at(window) });
  });

  it('is never too late to say no', () => {
    given(...ASSESSED, later(HOUR))
      .when(proves(ACTORS.verifier, 'in-person', 'failed'))
      .thenHappens({ type: 'ProofRecorded' }, { type: 'RecoveryRefused' });
    given(...PROVED, later(2 * HOUR))
      .when(rejects())
      .thenHappens({ type: 'RecoveryRejected' });
  });

  it('does not open again under the name of one that is open or has ended', () => {
    given(...OPENED)
      .when(opens({ action: 'unlock' }))
      .thenRefused('already-open', { recovery: 'rec-1' });
    given(...OPENED, stops())
      .when(opens({ action: 'unlock' }))
      .thenRefused('recovery-ended', { end: 'stopped' });
  });
});

describe('rule 5: sensitive accounts need two groups, and machines decide nothing', () => {
  const machine = allMighty('person:robin', { nature: 'machine' });

  it.each([
    ['verify', ASSESSED, proves(machine)],
    ['approve', PROVED, countersigns(machine)],
    ['reject', PROVED, rejects(machine)],
    ['review', [...GRANTED, later(HOUR), revokes(), confirms()], reviews(machine)],
  ])('does not let a machine %s, whatever its token says', (_, past, deed) => {
    given(...past)
      .when(deed)
      .thenRefused('machine-cannot-decide');
  });

  it('lets a machine ask for somebody, and stop what it opened, and nothing else', () => {
    given()
      .when(opens({ agent: machine.person }, machine))
      .thenHappens({ type: 'RecoveryOpened' });
    given(opens({ agent: machine.person }, machine))
      .when(stops(machine))
      .thenHappens({ type: 'RecoveryStopped' });
    given(...PROVED)
      .when(stops(machine))
      .thenRefused('machine-cannot-decide');
  });

  it.each([
    ['privileged', { tier: 'privileged' }],
    ['critical', { tier: 'critical' }],
    ['non-human', { kind: 'api-key' }],
  ] as const)('asks for two groups for a %s account, though the policy asks for one approver', (_, over) => {
    const past = [registeredAs(aProfile(over)), ...SEEN_TWICE];
    given(...past)
      .when(countersigns())
      .thenHappens({ type: 'PlanCountersigned' });
    given(...past, countersigns())
      .when(countersigns(aPersonActor('person:ivan', { groups: ['identity'] })))
      .thenHappens({ type: 'PlanCountersigned' });
    given(...past, countersigns())
      .when(countersigns(ACTORS.securityApprover))
      .thenHappens({ type: 'PlanCountersigned' }, { type: 'ApprovalCompleted' });
  });

  it('does not count a group that the policy does not know: anybody may have made it', () => {
    given(PRIVILEGED, ...SEEN_TWICE, countersigns())
      .when(countersigns(aPersonActor('person:eve', { groups: ['friends-of-eve'] })))
      .thenRefused('not-an-approver');
  });

  it('says which half is missing of a group that any group would do for', () => {
    const half = (halfHeld: HalfHeld) => aPersonActor('person:ivan', { groups: [], halfHeld });
    given(PRIVILEGED, ...SEEN_TWICE, countersigns())
      .when(countersigns(half({ token: ['approver:platform'], record: [] })))
      .thenRefused('part-unregistered', { part: 'approver:platform' });
    given(PRIVILEGED, ...SEEN_TWICE, countersigns())
      .when(countersigns(half({ token: [], record: ['approver:platform'] })))
      .thenRefused('group-missing', { part: 'approver:platform' });
  });
});

describe('rule 6: what is governed changes only under dual control', () => {
  const profile = aProfile({ tier: 'privileged' });
  const deed = (actor: PersonActor, command: Deed['command'], stream = 'cognito:jane'): Deed => ({
    ...{ actor, command, stream, recovery: null },
  });
  const proposes = (actor: PersonActor = ACTORS.admin, value = profile) =>
    deed(actor, { type: 'ProposeProfile', profile: value });
  const confirmsIt = (actor: PersonActor = ACTORS.secondAdmin) =>
    deed(actor, ({ state }) => ({ type: 'ConfirmProposal', digest: state.profile.proposal?.digest ?? '' }));

  it('changes nothing before a second administrator confirms it', () => {
    expect(worldAfter([proposes()]).state.profile.current).toEqual(aProfile());
    expect(worldAfter([proposes(), confirmsIt()]).state.profile).toEqual({
      current: profile,
      proposal: null,
      confirmedIn: 1,
    });
  });

  it('does not let the proposer confirm, under whatever identity', () => {
    given(proposes()).when(confirmsIt(ACTORS.admin)).thenRefused('same-proposer');
    given(proposes(aPersonActor('person:oidc-0011223344556677', { roles: ['admin'] })))
      .when(confirmsIt(aPersonActor('person:new', { roles: ['admin'], aliases: ['person:oidc-0011223344556677'] })))
      .thenRefused('same-proposer');
  });

  it.each([
    ['its owner', aProfile({ owner: 'person:eve' })],
    ['a custodian of it', aProfile({ custodians: ['person:eve'] })],
  ])('does not let anybody confirm what makes them %s, nor what they stop being', (_, hers) => {
    given(proposes(ACTORS.admin, hers))
      .when(confirmsIt(allMighty('person:eve')))
      .thenRefused('conflicting-part', { holds: 'owner' });
    given(registeredAs(hers), proposes(ACTORS.admin, aProfile()))
      .when(confirmsIt(allMighty('person:eve')))
      .thenRefused('conflicting-part', { holds: 'owner' });
  });

  it('confirms exactly what was shown', () => {
    const shown = worldAfter([proposes()]).state.profile.proposal?.digest ?? '';
    given(proposes(), proposes(ACTORS.admin, aProfile({ owner: 'person:eve' })))
      .when(deed(ACTORS.secondAdmin, { type: 'ConfirmProposal', digest: shown }))
      .thenRefused('no-such-proposal');
  });

  it.each([
    ['role-missing', ACTORS.agent],
    ['machine-cannot-decide', allMighty('person:robin', { nature: 'machine' })],
  ] as const)('refuses with %s whoever is no administrator or no human', (code, actor) => {
    given().when(proposes(actor)).thenRefused(code);
    given(proposes()).when(confirmsIt(actor)).thenRefused(code);
  });

  it('makes and executes no plan under a policy that has not been adopted', () => {
    const sneaked: Circumstance = (world) => ({ ...world, context: { ...world.context, adopted: 'another' } });
    given(...OPENED, sneaked)
      .when(assesses())
      .thenRefused('policy-not-adopted');
    given(...ASSESSED, sneaked)
      .when(revises(60))
      .thenRefused('policy-not-adopted');
    given(...APPROVED, sneaked)
      .when(executes())
      .thenRefused('policy-not-adopted');
  });

  it('does not count a group that only a policy without adoption knew', () => {
    const deployed =
      (policy: VersionedPolicy): Circumstance =>
      (world) => ({ ...world, context: { ...world.context, policy } });
    const sneaked = aPolicy({ groups: [...aPolicy().groups, 'friends-of-eve'] });
    const eve = aPersonActor('person:eve', { groups: ['friends-of-eve'] });
    given(PRIVILEGED, ...SEEN_TWICE, countersigns(), deployed(sneaked), countersigns(eve), deployed(aPolicy()))
      .when(executes())
      .thenHappens(
        { type: 'PlanVoided', cause: 'the countersignatures hold no more' },
        { type: 'RecoveryAssessed' },
        { type: 'ProofingCompleted' },
      );
  });

  it('adopts a policy by two administrators', () => {
    const adoption = anAdoption();
    const proposal = deed(ACTORS.admin, { type: 'ProposePolicy', adoption }, POLICY_STREAM);
    const adopts = (actor: PersonActor) =>
      deed(
        actor,
        ({ state }) => ({
          type: 'ConfirmProposal',
          digest: state.policy.proposal?.digest ?? '',
          seen: READ.difference.digest,
        }),
        POLICY_STREAM,
      );
    given(proposal).when(adopts(ACTORS.admin)).thenRefused('same-proposer');
    const world = given(proposal).when(adopts(ACTORS.secondAdmin)).thenHappens({ type: 'PolicyAdopted' });
    const { name, digest } = adoption;
    expect(world.state.policy).toMatchObject({
      current: { name, digest, difference: READ.difference },
      proposal: null,
    });
  });
});

describe('rule 13: a credential is handed to the requester, once', () => {
  it.each([
    ['the agent', ACTORS.agent],
    ['an approver', ACTORS.identityApprover],
    ['the verifier', ACTORS.verifier],
    ['an administrator', ACTORS.admin],
    ['the workflow', { by: 'workflow' }],
  ] as const)('hands nothing to %s', (_, actor) => {
    given(...GRANTED_ON_PAGE)
      .when(claims(actor))
      .thenRefused('not-the-requester');
  });

  it('hands it over once', () => {
    given(...GRANTED_ON_PAGE, claims())
      .when(claims())
      .thenRefused('already-claimed', { at: NOW });
  });

  it.each<[string, Past[], string]>([
    ['before it is there', EXECUTING_ON_PAGE, 'wrong-status'],
    ['when it was stopped', [...GRANTED_ON_PAGE, stops()], 'wrong-status'],
    ['when its time is over', [...GRANTED_ON_PAGE, later(HOUR)], 'nothing-to-claim'],
    [
      'when the account is not the requester’s any more',
      [...GRANTED_ON_PAGE, registeredAs(aProfile({ owner: 'person:next' }))],
      'requester-not-entitled',
    ],
  ])('hands nothing over %s', (_, past, code) => {
    given(...past)
      .when(claims())
      .thenRefused(code as 'wrong-status');
  });

  it('has no place for a credential in what it records', () => {
    const { recoveries } = worldAfter([...GRANTED_ON_PAGE, claims()]).state;
    expect(Object.keys(recoveries['rec-1']?.grant ?? {}).sort()).toEqual(
      [
        ...['claim', 'claimable', 'expiresAt', 'id', 'reference', 'startedAt', 'supersededBy', 'supersedes'],
        // A directory's count or clock: null unless the evidence says a number.
        'passwordVersion',
      ].sort(),
    );
    expect(recoveries['rec-1']?.grant?.passwordVersion).toBeNull();
  });
});

describe('rule 14: every grant ends, and has ended only when it is confirmed gone', () => {
  it('starts the clock at execution', () => {
    given(...APPROVED, later(120))
      .when(executes())
      .thenHappens({ type: 'ExecutionStarted', expiresAt: at(120 + HOUR) });
  });

  it('is not revoked before it is due', () => {
    given(...GRANTED, later(HOUR - 1))
      .when(revokes('sweeper', 'sweeper'))
      .thenRefused('not-due', { expiresAt: at(HOUR) });
  });

  it.each(['workflow', 'schedule', 'sweeper'] as const)('is ended by the %s alone', (by) => {
    const past = [...GRANTED, later(HOUR)];
    given(...past)
      .when(step({ type: 'StartRevocation', trigger: by }, by))
      .thenHappens({ type: 'RevocationStarted', trigger: by });
    given(...past, revokes())
      .when({ ...confirms(), actor: { by } })
      .thenHappens({ type: 'RevocationConfirmed' });
  });

  it('ends also where execution never came back', () => {
    given(...EXECUTING, later(HOUR))
      .when(revokes('sweeper', 'sweeper'))
      .thenHappens({ type: 'RevocationStarted' });
  });

  it.each([
    ['granted', GRANTED],
    ['revoking', [...GRANTED, later(HOUR), revokes()]],
    ['revocation-overdue', [...GRANTED, later(HOUR), revokes(), step({ type: 'ReportRevocationOverdue', code: 'x' })]],
  ])('does not close while it is %s', (status, past) => {
    given(...past)
      .when(closes())
      .thenRefused('wrong-status', { status });
  });

  it('is not confirmed gone before its revocation has begun', () => {
    given(...GRANTED)
      .when(confirms())
      .thenRefused('wrong-status', { status: 'granted' });
  });

  it('takes no second step for what is gone', () => {
    given(...GRANTED, later(HOUR), revokes(), confirms())
      .when(revokes('sweeper', 'sweeper'))
      .thenNothing();
  });
});

describe('rule 15: a reissue never widens', () => {
  it('gives no more time than was asked for, and no more than the policy', () => {
    const grantOf = (requestedSeconds: number | null) =>
      recoveryOf(worldAfter([opens({ requestedSeconds }), assesses()]))?.plan?.grant;
    expect([grantOf(600), grantOf(HOUR * 9), grantOf(null)]).toEqual([600, HOUR, HOUR]);
  });

  it.each([HOUR, HOUR + 1])('refuses a revision to %i seconds', (seconds) => {
    given(...PROVED)
      .when(revises(seconds))
      .thenRefused('revision-widens', { granted: HOUR });
  });

  it('refuses to take a revision back', () => {
    given(...PROVED, revises(60))
      .when(revises(61))
      .thenRefused('revision-widens', { granted: 60 });
  });

  it('lets nobody but the requester or the agent revise', () => {
    given(...PROVED)
      .when(revises(60, ACTORS.identityApprover))
      .thenRefused('not-the-requester');
  });
});

describe('rule 17: every command is a commit, accepted or refused', () => {
  const policy = aPolicy();

  async function submitted(actor: PersonActor) {
    const ledger = new MemoryLedger();
    const services = {
      ...PLANNING,
      ledger,
      surroundings: fixedSurroundings(),
      policy: { current: async () => policy },
    };
    const origin = { via: 'open-recovery', channel: 'voice', desk: 'north', ticket: { source: 'jira', id: 'HELP-7' } };
    const envelope = anEnvelope(anOpenRecovery({ channel: 'voice' }), { actor, origin });
    const outcome = await submit(services, envelope);
    return { outcome, envelope, stored: await ledger.read('cognito:jane', { from: 1, limit: 9 }) };
  }

  it('keeps who, how, when, what and why not of a refused one', async () => {
    const { outcome, envelope, stored } = await submitted(ACTORS.jane);
    expect(outcome).toMatchObject({ refusal: { code: 'account-unknown' }, repeated: false });
    expect(stored).toHaveLength(1);
    expect(JSON.parse(stored[0]?.bytes ?? '')).toMatchObject({
      account: 'cognito:jane',
      seq: 1,
      at: NOW,
      recovery: 'rec-1',
      command: { id: envelope.id, type: 'OpenRecovery' },
      actor: { by: 'person', person: PEOPLE.jane },
      origin: { via: 'open-recovery', channel: 'voice', desk: 'north', ticket: { source: 'jira', id: 'HELP-7' } },
      policy: policy.digest,
      events: [{ type: 'CommandRefused', code: 'account-unknown' }],
    });
  });

  it('leaves the state as it was', async () => {
    const { outcome } = await submitted(ACTORS.jane);
    expect(outcome.state.recoveries).toEqual({});
  });
});

describe('rule 18: touching a sensitive account alerts, on every path', () => {
  const alertOn = (profile: Parameters<typeof registered>[0], ...events: readonly LedgerEvent[]) =>
    alertFor(
      hashCommit(undefined, registered(profile), anEnvelope(anOpenRecovery()), {
        at: NOW,
        policy: 'p',
        events,
        writer: writerOf('people'),
      }).commit,
    );
  const refused: LedgerEvent = { type: 'CommandRefused', code: 'conflicting-part', facts: {} };
  const failed: LedgerEvent = { type: 'ExecutionFailed', code: 'access-denied' };

  it.each([
    ['privileged', aProfile({ tier: 'privileged' })],
    ['critical', aProfile({ tier: 'critical' })],
    ['non-human', aProfile({ kind: 'service-account', owner: null, custodians: [PEOPLE.custodian] })],
  ])('alerts on a refusal and on a failure of a %s account', (_, profile) => {
    expect(alertOn(profile, refused)).toMatchObject({ what: [expect.stringContaining('conflicting-part')] });
    expect(alertOn(profile, failed)).toMatchObject({ what: ['ExecutionFailed: access-denied'] });
  });

  it('alerts when an account stops being sensitive', () => {
    const digest = 'd';
    const events: readonly LedgerEvent[] = [
      { type: 'ProfileProposed', ...NO_GROUNDS, profile: aProfile(), by: PEOPLE.admin, digest },
      { type: 'ProfileConfirmed', by: PEOPLE.secondAdmin, digest, changes: [] },
    ];
    expect(alertOn(aProfile({ tier: 'privileged' }), ...events)).toMatchObject({ severity: 'critical' });
  });

  it('does not alert on a standard account', () => {
    expect(alertOn(aProfile(), refused)).toBeUndefined();
  });

  it('alerts when the freeze of any account ends', () => {
    expect(alertOn(aProfile(), { type: 'FreezeLifted', by: PEOPLE.admin, digest: 'd' })).toMatchObject({
      what: ['FreezeLifted'],
    });
  });
});
