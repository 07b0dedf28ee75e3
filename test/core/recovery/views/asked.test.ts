import { describe, expect, it } from '@jest/globals';
import type { Recovery } from '../../../../lambdas/core/recovery/state/state.ts';
import { mayTell, needsSighting, openTasks, type Task, toTell } from '../../../../lambdas/core/recovery/views/asked.ts';
import { hears } from '../../../../lambdas/core/recovery/views/hearing.ts';
import { derivedPerson as derived, type Person } from '../../../../lambdas/core/registry/person.ts';
import {
  APPROVED,
  ASSESSED,
  assesses,
  closes,
  confirms,
  countersigns,
  EXECUTING,
  expires,
  GRANTED,
  issues,
  OPENED,
  PROVED,
  proves,
  rejects,
  reviews,
  revises,
  revokes,
  stops,
} from '../../../support/deeds.ts';
import { ACTORS, aPerson, PEOPLE, STAFF, subjectOf } from '../../../support/fixtures.ts';
import { policyThat } from '../../../support/policies.ts';
import {
  type Circumstance,
  type Deed,
  later,
  type Past,
  recoveryOf,
  underPolicy,
  worldAfter,
} from '../../../support/specification.ts';

const DAY = 86_400;
const anApproval = { all: [{ leaf: { group: 'identity' } }, { leaf: { group: 'security' } }] };
const BOTH: Circumstance = underPolicy(policyThat({ approvals: anApproval }));
const toPlatform = { leaf: { group: 'identity', escalateTo: 'platform' } };
const ESCALATING: Circumstance = underPolicy(policyThat({ approvals: toPlatform }));
const ESCALATING_ONE: Circumstance = underPolicy(
  policyThat({ approvals: { all: [toPlatform, { leaf: { group: 'security' } }] } }),
);
const MANAGER: Circumstance = underPolicy(
  policyThat({ proofs: { leaf: { method: 'manager-attestation' } }, approvals: { leaf: { relation: 'manager' } } }),
);
const ANY: Circumstance = underPolicy(policyThat({ approvals: { leaf: { groups: 2 } } }));
const saysMine: Deed = { actor: ACTORS.jane, command: { type: 'AnswerAsSubject', answer: 'mine' } };
const UNREVIEWED: Circumstance = underPolicy(policyThat({ reviewWithin: undefined }));
const REVIEWED: Circumstance = underPolicy(policyThat({ reviewWithin: DAY }));
const OVER: readonly Past[] = [...GRANTED, later(9 * 3600), revokes()];

/** What people are told when this follows that: `task says to whom`. */
function told(past: readonly Past[], ...then: readonly Past[]): readonly string[] {
  const before = worldAfter(past);
  const after = worldAfter(then, before);
  return toTell({ before: recoveryOf(before), after: recoveryOf(after) }).map(
    ({ task, says, asked }) => `${says} ${task}: ${asked.map((one) => Object.values(one)[0]).join(', ')}`,
  );
}

describe('who is told that a recovery waits for them', () => {
  it.each<[string, readonly Past[], readonly Past[], readonly string[]]>([
    ['an opening: nobody yet', [], OPENED, []],
    ['a plan that only a verifier can serve', OPENED, [assesses()], ['asked sighting: verifier']],
    ['a plan that names the manager', [MANAGER, ...OPENED], [assesses()], ['asked word: manager']],
    [
      'the proof: approvers of each group',
      [BOTH, ...ASSESSED],
      [proves()],
      ['asked countersignature: approver:identity, approver:security'],
    ],
    ['the proof: approvers of any group', [ANY, ...ASSESSED], [proves()], ['asked countersignature: approver']],
    ['the first of two countersignatures: nobody again', [BOTH, ...PROVED], [countersigns()], []],
    ['the last countersignature: nobody', PROVED, [countersigns()], []],
    ['execution: nobody', APPROVED, EXECUTING.slice(APPROVED.length), []],
    ['a grant that nobody reviews: nobody', [UNREVIEWED, ...EXECUTING], [issues()], []],
    ['a grant that is reviewed: its subject', [REVIEWED, ...EXECUTING], [issues()], ['asked answer: person:jane']],
    ['the answer of the subject: nobody', [REVIEWED, ...EXECUTING, issues()], [saysMine], []],
    ['the end of the grant: reviewers', [REVIEWED, ...OVER], [confirms()], ['asked review: reviewer']],
    [
      'an overdue review: reviewers again',
      [REVIEWED, ...OVER, confirms()],
      [later(DAY), expires()],
      ['asked-anew review: reviewer'],
    ],
    ['a review: nobody', [REVIEWED, ...OVER, confirms()], [reviews()], []],
    ['half of the time for a proof', ASSESSED, [later(1800), expires()], ['reminder sighting: verifier']],
    [
      'half of the time for a word',
      [MANAGER, ...OPENED, assesses()],
      [later(1800), expires()],
      ['reminder word: manager'],
    ],
    [
      'half of the time for countersignatures: the group that has not given its own',
      [BOTH, ...PROVED, countersigns()],
      [later(3600), expires()],
      ['reminder countersignature: approver:security'],
    ],
    [
      'half of the time for a review: reviewers, and not the subject, who has no end of their time',
      [REVIEWED, ...OVER, confirms()],
      [later(DAY / 2), expires()],
      ['reminder review: reviewer'],
    ],
    [
      'half of the time for countersignatures that escalate: a reminder, and the next group, which has not heard of it',
      [ESCALATING, ...PROVED],
      [later(3600), expires()],
      ['reminder countersignature: approver:identity', 'escalated countersignature: approver:platform'],
    ],
    [
      'half of the time, once the group has given what is asked of it: not its next group',
      [ESCALATING_ONE, ...PROVED, countersigns()],
      [later(3600), expires()],
      ['reminder countersignature: approver:security'],
    ],
    [
      'a no after half: the next group too',
      [ESCALATING, ...PROVED, later(3600), expires()],
      [rejects()],
      ['withdrawn countersignature: approver:identity, approver:platform'],
    ],
    [
      'a no before half: not the next group, which was never asked',
      [ESCALATING, ...PROVED],
      [rejects()],
      ['withdrawn countersignature: approver:identity'],
    ],
    ['the same timeout again: nobody again', [...ASSESSED, later(1800), expires()], [expires()], []],
    [
      'half of the time for an overdue review: nobody again',
      [REVIEWED, ...OVER, confirms(), later(DAY), expires()],
      [later(DAY / 2)],
      [],
    ],
    ['the close: nobody', [REVIEWED, ...OVER, confirms(), reviews()], [closes()], []],
    [
      'a rejection takes it back',
      [BOTH, ...PROVED],
      [rejects()],
      ['withdrawn countersignature: approver:identity, approver:security'],
    ],
    ['a stop takes it back', PROVED, [stops()], ['withdrawn countersignature: approver:identity']],
    ['a passed window takes it back', ASSESSED, [later(30 * DAY), expires()], ['withdrawn sighting: verifier']],
    ['a stop after approval: nobody', APPROVED, [stops()], []],
    ['a second proof that voids nothing: nobody again', PROVED, [proves(ACTORS.secondVerifier)], []],
    ['a new plan while nobody has signed', PROVED, [revises(60)], ['asked-anew countersignature: approver:identity']],
    [
      'a new plan after one has signed',
      [BOTH, ...PROVED, countersigns()],
      [revises(60)],
      ['asked-anew countersignature: approver:identity, approver:security'],
    ],
    [
      'a proof after one has signed',
      [BOTH, ...PROVED, countersigns()],
      [proves(ACTORS.secondVerifier)],
      ['asked-anew countersignature: approver:identity, approver:security'],
    ],
  ])('%s', (_, past, then, expected) => {
    expect(told(past, ...then)).toEqual(expected);
  });

  it('says until when', () => {
    const { stageAt = '', plan } = recoveryOf(worldAfter(PROVED)) ?? {};
    const [open] = openTasks(recoveryOf(worldAfter(PROVED)) as Recovery);
    expect(Date.parse(open?.until ?? '') - Date.parse(stageAt)).toBe((plan?.approvalWindow ?? 0) * 1000);
  });

  it('tells no verifier where their sighting is only one way of several', () => {
    const either = { any: [{ leaf: { method: 'passkey' } }, { leaf: { method: 'in-person' } }], of: 1 } as const;
    expect(needsSighting({ proofs: [either], barred: [] })).toBe(false);
    expect(needsSighting({ proofs: [either], barred: ['passkey'] })).toBe(true);
    expect(needsSighting({ proofs: [{ leaf: { class: 'repeated-proofing' } }], barred: [] })).toBe(true);
    expect(needsSighting({ proofs: [{ all: [either, { leaf: { method: 'live-video' } }] }], barred: [] })).toBe(true);
  });

  it('is asked only for commits that can open a task or take one back', () => {
    for (const type of [
      'GateOpened',
      'ChallengeIssued',
      'PlanCountersigned',
      'GrantClaimed',
      'RecoveryOpened',
    ] as const)
      expect(mayTell([{ type } as never])).toBe(false);
    for (const type of ['RecoveryAssessed', 'ProofRecorded', 'RevocationConfirmed', 'RecoveryStopped'] as const)
      expect(mayTell([{ type } as never])).toBe(true);
  });
});

describe('who is left out (rules 1 and 6)', () => {
  const past = [BOTH, ...PROVED, countersigns()];
  const recovery = recoveryOf(worldAfter(past)) as Recovery;
  const asked = [{ part: 'approver:identity' }, { part: 'approver:security' }] as const;
  const record = (person: string, over: Partial<Person> = {}): Person =>
    aPerson({ person, subjects: [subjectOf(`sub-${person}`)], parts: ['approver:security'], ...over });
  const isTold = (
    person: Person,
    { task = 'countersignature' as Task, actor = null as typeof ACTORS.jane | null } = {},
  ) => hears(person, { task, asked }, { recovery, actor });

  it('tells an approver who has not signed', () => {
    expect(isTold(record('person:other'))).toBe(true);
    expect(isTold(STAFF.find(({ person }) => person === PEOPLE.securityApprover) as Person)).toBe(true);
  });

  it.each<[string, Person]>([
    ['the requester and owner', record(PEOPLE.jane)],
    ['the verifier', record(PEOPLE.verifier)],
    ['whoever has signed this plan', record(PEOPLE.identityApprover, { parts: ['approver:identity'] })],
    ['a machine', record('person:other', { nature: 'machine' })],
    ['somebody who cannot sign in', record('person:other', { subjects: [] })],
    ['somebody without the part', record('person:other', { parts: ['approver:platform', 'verifier'] })],
  ])('leaves out %s', (_, person) => {
    expect(isTold(person)).toBe(false);
  });

  it('leaves out the agent, and whoever caused the message', () => {
    const agent = { ...recovery, agent: PEOPLE.agent };
    expect(hears(record(PEOPLE.agent), { task: 'countersignature', asked }, { recovery: agent, actor: null })).toBe(
      false,
    );
    expect(isTold(record(PEOPLE.manager), { actor: { ...ACTORS.jane, person: PEOPLE.manager } })).toBe(false);
  });

  it('leaves out the requester under an identity from before registration', () => {
    const subject = subjectOf('sub-early');
    const early = { ...recovery, requester: derived(subject) };
    const person = record('person:other', { subjects: [subject] });
    expect(hears(person, { task: 'countersignature', asked }, { recovery: early, actor: null })).toBe(false);
  });

  it('tells again whoever has signed an earlier plan', () => {
    const anew = recoveryOf(worldAfter([...past, revises(60)])) as Recovery;
    const signer = record(PEOPLE.identityApprover, { parts: ['approver:identity'] });
    expect(hears(signer, { task: 'countersignature', asked }, { recovery: anew, actor: null })).toBe(true);
  });
});
