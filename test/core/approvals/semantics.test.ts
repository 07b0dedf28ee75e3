import { describe, expect, it } from '@jest/globals';
import {
  type ApprovalLeaf,
  areApproved,
  type Countersignature,
} from '../../../lambdas/core/approvals/countersignature.ts';
import type { PersonActor } from '../../../lambdas/core/recovery/state/commands.ts';
import type { Requirement } from '../../../lambdas/core/values/requirement.ts';
import {
  APPROVED,
  ASSESSED,
  confirms,
  countersigns,
  EXECUTING,
  executes,
  expires,
  GRANTED,
  PROVED,
  proves,
  rejects,
  reviews,
  revises,
  revokes,
  shownDigest,
  stops,
} from '../../support/deeds.ts';
import { ACTORS, aPersonActor, NOW } from '../../support/fixtures.ts';
import { policyThat } from '../../support/policies.ts';
import { type Deed, decisionOn, later, type Past, underPolicy, worldAfter } from '../../support/specification.ts';

/** What counts as an approval, row by row: quorum, AND and OR of groups, order, duplicates, other plans; then who may say what, and when, and who reviews it. */

type Asked = Requirement<ApprovalLeaf>;
const of = (group: string, count?: number): Asked => ({
  leaf: { group, ...(count === undefined ? {} : { count }) },
});
const groups = (many: number): Asked => ({ leaf: { groups: many } });
const manager: Asked = { leaf: { relation: 'manager' } };
const all = (...some: readonly Asked[]): Asked => ({ all: some });
const any = (count: number, ...some: readonly Asked[]): Asked => ({ any: some, of: count });

/**
 * `a:identity+security` is a countersignature by `a` in both groups, `a:=manager` one by the manager, `a:identity@old` one of another plan,
 * `d/a:identity` one by `d` in the place of `a`, `a:identity!` one after half of the window.
 */
function given(text: string): Countersignature {
  const [, approver = '', other, held = '', plan, late] = /^(\w+)(?:\/(\w+))?:([\w+=]*)(@\w+)?(!)?$/.exec(text) ?? [];
  const names = held.split('+').filter((name) => name !== '');
  return {
    ...{ approver, at: NOW, digest: plan === undefined ? 'plan' : plan.slice(1) },
    groups: names.filter((name) => !name.startsWith('=')),
    relations: names.includes('=manager') ? ['manager'] : [],
    ...(other === undefined ? {} : { for: { person: other, delegation: 1 } }),
    ...(late === undefined ? {} : { escalated: true }),
  };
}

/** To the next group, once half of the window is over. */
const next = (group: string, escalateTo: string, count = 1): Asked => ({ leaf: { group, count, escalateTo } });
const managerOr = (escalateTo: string): Asked => ({ leaf: { relation: 'manager', escalateTo } });

const [I, S, P] = [of('identity'), of('security'), of('platform')];

const TABLE: readonly (readonly [what: string, asked: readonly Asked[], given: string, approved: boolean])[] = [
  ['nobody, where nothing is asked', [], '', true],
  ['nobody, where one is asked', [I], '', false],
  ['one of the group', [I], 'a:identity', true],
  ['one of another group', [I], 'a:security', false],
  ['one of no group', [I], 'a:', false],
  ['one of two groups, for either', [S], 'a:identity+security', true],
  // Quorum.
  ['one of two of a group', [of('identity', 2)], 'a:identity', false],
  ['two of two of a group', [of('identity', 2)], 'a:identity b:identity', true],
  ['two, one of another group', [of('identity', 2)], 'a:identity b:security', false],
  ['more than are asked', [of('identity', 2)], 'a:identity b:identity c:identity', true],
  ['two of three', [of('identity', 3)], 'a:identity b:identity', false],
  // Duplicates.
  ['the same person twice', [of('identity', 2)], 'a:identity a:identity', false],
  ['the same person twice and another', [of('identity', 2)], 'a:identity a:identity b:identity', true],
  ['the same person for two groups, one after the other', [all(I, S)], 'a:identity a:security', false],
  ['a person in the groups that they had first', [S], 'a:identity a:security', false],
  // AND of groups.
  ['one half of both groups', [all(I, S)], 'a:identity', false],
  ['both groups', [all(I, S)], 'a:identity b:security', true],
  ['one person who is in both groups', [all(I, S)], 'a:identity+security', false],
  ['one who is in both, and one of the first', [all(I, S)], 'a:identity+security b:identity', true],
  ['one who is in both, and one of the second', [all(I, S)], 'a:identity+security b:security', true],
  ['one who is in both, and one of neither', [all(I, S)], 'a:identity+security b:platform', false],
  ['three groups by two people', [all(I, S, P)], 'a:identity+platform b:security', false],
  ['three groups by three people', [all(I, S, P)], 'a:identity+platform b:security b2:identity', true],
  ['a quorum and a group', [all(of('identity', 2), S)], 'a:identity b:identity+security', false],
  ['a quorum and a group, by enough', [all(of('identity', 2), S)], 'a:identity b:identity+security c:identity', true],
  ['two rules that ask for the same', [I, I], 'a:identity', true],
  ['two rules of which one is not met', [I, S], 'a:identity', false],
  ['two rules, both met by one person of both groups', [I, S], 'a:identity+security', true],
  // OR.
  ['the first of two ways', [any(1, I, manager)], 'a:identity', true],
  ['the second of two ways', [any(1, I, manager)], 'a:=manager', true],
  ['none of two ways', [any(1, I, manager)], 'a:security', false],
  ['two of three ways', [any(2, I, S, P)], 'a:identity b:platform', true],
  ['one of two that are needed of three', [any(2, I, S, P)], 'a:identity', false],
  ['two of three ways by one person', [any(2, I, S, P)], 'a:identity+security', false],
  // Different groups, and relations.
  ['two of one group, where two groups are asked', [groups(2)], 'a:identity b:identity', false],
  ['two of two groups', [groups(2)], 'a:identity b:security', true],
  ['two who share both groups', [groups(2)], 'a:identity+security b:identity+security', true],
  ['one of a group and one of none', [groups(2)], 'a:identity b:', false],
  ['three who share two groups', [groups(3)], 'a:identity+security b:identity+security c:identity+security', false],
  ['a manager who is in no group', [manager], 'a:=manager', true],
  ['a manager, where a group is asked', [I], 'a:=manager', false],
  ['one person as manager and of the group', [all(I, manager)], 'a:identity+=manager', false],
  // Delegation: whoever stands in and whoever they stand in for are one approver.
  ['one who stands in', [I], 'd/a:identity', true],
  ['one who stands in for a manager', [manager], 'd/a:=manager', true],
  ['one who stands in, and the one they stand in for', [of('identity', 2)], 'd/a:identity a:identity', false],
  ['two who stand in for the same person', [of('identity', 2)], 'd/a:identity e/a:identity', false],
  ['one who stands in for two people', [all(I, S)], 'd/a:identity d/b:security', false],
  ['one who stands in, and themselves', [all(I, S)], 'd/a:identity d:security', false],
  ['one who stands in, and somebody else', [all(I, S)], 'd/a:identity b:security', true],
  ['two who stand in for two people', [all(I, S)], 'd/a:identity e/b:security', true],
  ['two of whom each stands in for the other', [all(I, S)], 'd/a:identity a/d:security', false],
  // Escalation: the next group counts from half of the window on, in the place of the one that it stands for and of no other.
  ['the next group before half', [next('identity', 'platform')], 'a:platform', false],
  ['the next group after half', [next('identity', 'platform')], 'a:platform!', true],
  ['the group itself after half', [next('identity', 'platform')], 'a:identity!', true],
  ['a group to which nothing escalates, after half', [next('identity', 'platform')], 'a:security!', false],
  ['the next group where nothing escalates', [I], 'a:platform!', false],
  ['the next group of a manager before half', [managerOr('security')], 'a:security', false],
  ['the next group of a manager after half', [managerOr('security')], 'a:security!', true],
  ['one of the next group where two are asked', [next('identity', 'platform', 2)], 'a:platform!', false],
  ['two of the next group where two are asked', [next('identity', 'platform', 2)], 'a:platform! b:platform!', true],
  ['one of each group where two are asked', [next('identity', 'platform', 2)], 'a:identity b:platform!', true],
  ['one of the next group twice', [next('identity', 'platform', 2)], 'a:platform! a:platform!', false],
  ['the next group for both groups', [all(next('identity', 'platform'), S)], 'a:platform! b:platform!', false],
  ['the next group and the other one', [all(next('identity', 'platform'), S)], 'a:platform! b:security!', true],
  ['one who is in the next group and the other', [all(next('identity', 'platform'), S)], 'a:platform+security!', false],
  [
    'the next group, where two groups are asked too',
    [next('identity', 'platform'), groups(2)],
    'a:platform! b:platform!',
    false,
  ],
  ['one who stands in for the next group', [next('identity', 'platform')], 'd/a:platform!', true],
  [
    'one in the place of the next group, and that one',
    [next('identity', 'platform', 2)],
    'd/a:platform! a:platform!',
    false,
  ],
  ['the next group, of another plan', [next('identity', 'platform')], 'a:platform@old!', false],
  // Changes.
  ['a countersignature of another plan', [I], 'a:identity@old', false],
  ['half of this plan, half of another', [all(I, S)], 'a:identity b:security@old', false],
  ['one of another plan and one of this by the same person', [I], 'a:identity@old a:identity', true],
];

describe('countersignatures approve', () => {
  it.each(TABLE)('%s', (_, asked, text, approved) => {
    const some = text.split(' ').filter(Boolean).map(given);
    expect(areApproved(asked, some, 'plan')).toBe(approved);
  });

  it.each(TABLE.filter(([what]) => what !== 'a person in the groups that they had first'))(
    'in any order: %s',
    (_, asked, text, approved) => {
      const some = text.split(' ').filter(Boolean).map(given);
      expect(areApproved(asked, some.toReversed(), 'plan')).toBe(approved);
    },
  );
});

const aSecond = (group: string) => aPersonActor(`person:second-${group}`, { groups: [group] });

/** The digest of the plan that was countersigned first. */
const BEFORE = () => shownDigest(worldAfter(PROVED));

const REVIEWING = [...GRANTED, later(3600), revokes(), confirms()];
const alsoReviews = (actor: PersonActor): PersonActor => ({ ...actor, roles: ['reviewer'] });

/** The plan escalates from `identity` to `security`, and the window for countersignatures is two hours. */
const ESCALATING = underPolicy(policyThat({ approvals: next('identity', 'security') }));
const WAITING = [ESCALATING, ...PROVED];
const HALF = [...WAITING, later(3600), expires()];
const NEXT = ACTORS.securityApprover;

/** Who says what at which moment, and the answer: a refusal's code, or the events. */
const DECISIONS: readonly (readonly [what: string, past: readonly Past[], deed: Deed, answer: string | string[]])[] = [
  ['the approver who is asked', PROVED, countersigns(), ['PlanCountersigned', 'ApprovalCompleted']],
  ['the same approver again', APPROVED, countersigns(), 'already-countersigned'],
  ['another approver, once it is approved', APPROVED, countersigns(aSecond('identity')), 'wrong-status'],
  ['an approver of another group', PROVED, countersigns(ACTORS.securityApprover), 'not-an-approver'],
  ['the requester, for themselves', PROVED, countersigns(ACTORS.jane), 'conflicting-part'],
  ['the verifier who saw the requester', PROVED, countersigns(ACTORS.verifier), 'conflicting-part'],
  ['an approver, of another plan', PROVED, countersigns(undefined, () => 'f'.repeat(64)), 'digest-mismatch'],
  [
    'an approver, of the plan before it was shortened',
    [...APPROVED, revises(60)],
    countersigns(undefined, BEFORE),
    'digest-mismatch',
  ],
  [
    'an approver again, once it was shortened',
    [...APPROVED, revises(60)],
    countersigns(),
    ['PlanCountersigned', 'ApprovalCompleted'],
  ],
  ['an approver who says no', PROVED, rejects(), ['RecoveryRejected']],
  ['an approver who says no after a yes', APPROVED, rejects(), ['RecoveryRejected']],
  ['an approver of another group who says no', PROVED, rejects(ACTORS.securityApprover), 'not-an-approver'],
  ['an approver after a no', [...PROVED, rejects()], countersigns(), 'recovery-ended'],
  ['an approver after a stop', [...PROVED, stops()], countersigns(), 'recovery-ended'],
  ['an approver when the window has just passed', [...PROVED, later(7200)], countersigns(), 'window-passed'],
  ['an approver after it has expired', [...PROVED, later(7200), expires()], countersigns(), 'recovery-ended'],
  ['an approver who says no once it is executed', EXECUTING, rejects(), 'wrong-status'],
  ['the next group just before half of the window', [...WAITING, later(3599)], countersigns(NEXT), 'not-due'],
  [
    'the next group after half, while nobody has found that it is over',
    [...WAITING, later(3600)],
    countersigns(NEXT),
    'not-due',
  ],
  [
    'the next group, when half was found over too early',
    [...WAITING, { type: 'StageHalfPassed', stage: 'approval' }],
    countersigns(NEXT),
    'not-due',
  ],
  ['the next group after half', HALF, countersigns(NEXT), ['PlanCountersigned', 'ApprovalCompleted']],
  ['the group itself after half', HALF, countersigns(), ['PlanCountersigned', 'ApprovalCompleted']],
  ['the next group after half, with a no', HALF, rejects(NEXT), ['RecoveryRejected']],
  ['the next group before half, with a no', WAITING, rejects(NEXT), 'not-due'],
  ['the next group after its yes, with a no', [...HALF, countersigns(NEXT)], rejects(NEXT), ['RecoveryRejected']],
  ['the next group after the end of the window', [...HALF, later(3600)], countersigns(NEXT), 'window-passed'],
  [
    'the next group, once half of the proof was over and not of this',
    [ESCALATING, ...ASSESSED, later(1800), expires(), proves()],
    countersigns(NEXT),
    'not-due',
  ],
  ['the next group, of a plan that was shortened since', [...HALF, revises(60)], countersigns(NEXT), 'not-due'],
  [
    'the next group where the plan names it by itself',
    [
      underPolicy(policyThat({ approvals: all(next('identity', 'security'), S) })),
      ...PROVED,
      later(3600),
      expires(),
      countersigns(NEXT),
    ],
    countersigns(aSecond('security')),
    ['PlanCountersigned'],
  ],
  [
    'the requester, as one of the next group',
    HALF,
    countersigns({ ...ACTORS.jane, groups: ['security'] }),
    'conflicting-part',
  ],
  [
    'the verifier, as one of the next group',
    HALF,
    countersigns({ ...ACTORS.verifier, groups: ['security'] }),
    'conflicting-part',
  ],
  ['a group to which nothing escalates, after half', HALF, countersigns(aSecond('platform')), 'not-an-approver'],
  // Self-review: whoever had a part in it looks at nothing afterwards.
  ['a reviewer, once the grant has ended', REVIEWING, reviews(), ['ReviewRecorded']],
  ['the approver, as its reviewer', REVIEWING, reviews(alsoReviews(ACTORS.identityApprover)), 'conflicting-part'],
  ['the verifier, as its reviewer', REVIEWING, reviews(alsoReviews(ACTORS.verifier)), 'conflicting-part'],
  ['the requester, as its reviewer', REVIEWING, reviews(alsoReviews(ACTORS.jane)), 'conflicting-part'],
  ['an approver who had no part in it, as its reviewer', REVIEWING, reviews(aSecond('identity')), 'role-missing'],
  ['the reviewer, as an approver after the end', [...REVIEWING, reviews()], countersigns(), 'wrong-status'],
  [
    'an approver after a proof was taken back',
    [...PROVED, proves(undefined, undefined, 'repudiated')],
    countersigns(),
    'recovery-ended',
  ],
];

describe('an execution', () => {
  it('counts what the next group gave in the second half of the window, as long as they are in it', () => {
    const decision = decisionOn(worldAfter([...HALF, countersigns(NEXT)]), executes());
    expect(decision).toMatchObject({ accepted: true, events: [{ type: 'ExecutionStarted' }] });
  });
});

describe('a decision', () => {
  it.each(DECISIONS)('by %s', (_, past, deed, answer) => {
    const decision = decisionOn(worldAfter(past), deed);
    expect(decision.accepted ? decision.events.map(({ type }) => type) : decision.refusal.code).toEqual(answer);
  });
});
