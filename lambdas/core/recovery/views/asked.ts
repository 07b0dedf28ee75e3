import { escalationsIn } from '../../approvals/escalation.ts';
import { asksOf, METHOD_NAMES, METHODS } from '../../proofing/methods.ts';
import { isBarred, mayServe, type ProofLeaf } from '../../proofing/proof.ts';
import type { Relation } from '../../registry/account.ts';
import type { PersonId, RegisteredPart } from '../../registry/person.ts';
import { isSame } from '../../values/hash.ts';
import type { Instant } from '../../values/instant.ts';
import { leavesOf, type Requirement } from '../../values/requirement.ts';
import { demandsOf, hasGivenAll, isEscalated } from '../state/approving.ts';
import { taskByHand, workUntil } from '../state/by-hand.ts';
import type { LedgerEvent } from '../state/events.ts';
import { deadlineOf, endOf } from '../state/life.ts';
import { type Plan, planDigest } from '../state/plan.ts';
import type { Recovery } from '../state/state.ts';
import { answererOf, awaitsSubject } from '../state/subject.ts';

/** What a recovery waits for, when it waits for people. */
export const TASKS = ['sighting', 'word', 'countersignature', 'work', 'check', 'answer', 'review'] as const;
export type Task = (typeof TASKS)[number];

/** Those who can do it: holders of a part (`approver`: of any approver group), people with a relation to the account, or one person. */
export type Asked =
  | { readonly part: RegisteredPart | 'approver' }
  | { readonly relation: Relation }
  | { readonly person: PersonId };

/** What a recovery waits for, by whom, and until when. */
export interface OpenTask {
  readonly task: Task;
  readonly asked: readonly Asked[];
  readonly until: Instant | null;
}

/** What people are told: do this; do this, by a plan made anew; this still waits; this still waits, so do it too; this is not needed any more. */
export type Saying = 'asked' | 'asked-anew' | 'reminder' | 'escalated' | 'withdrawn';

/** One message for everybody who can do a task. */
export interface ToTell extends OpenTask {
  readonly says: Saying;
}

/** The recovery before and after a commit; undefined where the stream does not hold it, as before its opening and after its end. */
export interface Transition {
  readonly before: Recovery | undefined;
  readonly after: Recovery | undefined;
}

/** Whether these events may open a task, or take one back: all others need no look at the recovery. */
export const mayTell = (events: readonly LedgerEvent[]): boolean =>
  events.some((event) => MAY_TELL.includes(event.type) || endOf(event) !== undefined);

const MAY_TELL: readonly LedgerEvent['type'][] = [
  ...(['RecoveryAssessed', 'ProofRecorded', 'ProofingCompleted'] as const),
  ...(['PlanVoided', 'GrantIssued', 'RevocationConfirmed'] as const),
  ...(['ExecutionStarted', 'WorkReported', 'RevocationStarted'] as const),
  ...(['StageHalfPassed', 'ReviewOverdue'] as const),
];

/**
 * Who is told what because of a commit. A task is told when it opens, not again while it waits, and again when a new plan makes earlier
 * countersignatures void or when a review is overdue. Whoever is still asked when half of the time is over is reminded once. It is taken back when the recovery ends, or its new plan does not have it any more,
 * before somebody did it.
 */
export function toTell({ before, after }: Transition): readonly ToTell[] {
  const had = before === undefined ? [] : openTasks(before);
  const has = after === undefined ? [] : openTasks(after);
  const opened = has.flatMap((one): readonly ToTell[] => {
    const same = had.find(({ task }) => task === one.task);
    if (same === undefined) return [{ ...one, says: isAnew(before, one.task) ? 'asked-anew' : 'asked' }];
    if (!isSameTask(one, { before, after })) return [{ ...one, says: 'asked-anew' }];
    return isHalfNow({ before, after }) ? atHalfOf(one, { before: same, recovery: after }) : [];
  });
  const gone = isDone({ before, after }) ? [] : had.filter(({ task }) => !has.some((one) => one.task === task));
  return [...opened, ...gone.map((one) => ({ ...one, says: 'withdrawn' as const }))];
}

/** Whether this commit says that half of the time is over. */
const isHalfNow = ({ before, after }: Transition): boolean =>
  before?.halfAt === null && after?.halfAt != null && before.stageAt === after.stageAt;

/**
 * Reminders for those who are asked already, and the same task for those to whom the plan escalates. A task without an end of its time has no
 * half of it. Groups that have given what is asked of them are left alone.
 */
function atHalfOf(
  one: OpenTask,
  { before, recovery }: { readonly before: OpenTask; readonly recovery: Recovery | undefined },
): readonly ToTell[] {
  if (one.until === null) return [];
  const waiting = one.asked.filter((who) => !isServed(who, recovery));
  const isAsked = (who: Asked) => before.asked.some((other) => isSame(who, other));
  const all = [
    { ...one, says: 'reminder', asked: waiting.filter(isAsked) },
    { ...one, says: 'escalated', asked: waiting.filter((who) => !isAsked(who)) },
  ] as const;
  return all.filter(({ asked }) => asked.length > 0);
}

/** Whether a group of approvers has given all that the plan asks of it. */
export function isServed(asked: Asked, recovery: Recovery | undefined): boolean {
  if (recovery === undefined || !('part' in asked) || !asked.part.startsWith(OF_GROUP)) return false;
  return hasGivenAll(asked.part.slice(OF_GROUP.length), recovery);
}

/** How a part begins that is an approver group. */
export const OF_GROUP = 'approver:';

/** A countersignature that is asked for after one was given, under an earlier plan. */
const isAnew = (before: Recovery | undefined, task: Task): boolean =>
  task === 'countersignature' && (before?.countersignatures.length ?? 0) > 0;

/**
 * Whether nobody needs to hear of a task again. A countersignature is for one digest: it is asked for anew when the plan was made again, or
 * when a new proof has made one void. A review is for one window. A sighting or a word serves whatever plan there is.
 */
function isSameTask({ task }: OpenTask, { before, after }: Transition): boolean {
  if (before === undefined || after === undefined) return false;
  if (task === 'review') return before.stageAt === after.stageAt;
  if (task !== 'countersignature' || shownDigestOf(before) === shownDigestOf(after)) return true;
  const digest = shownDigestOf(before);
  return isSame(before.plan, after.plan) && !before.countersignatures.some((one) => one.digest === digest);
}

/** The digest of the plan that a recovery has now; null without one. */
export const shownDigestOf = ({ id, plan, proofs }: Recovery): string | null =>
  plan === null ? null : planDigest(id, plan, proofs);

/** Whether the stage was passed by what people did: then nobody needs to hear that there is nothing left to do. */
export function isDone({ before, after }: Transition): boolean {
  if (before === undefined) return true;
  if (before.status === 'reviewing') return true;
  return after !== undefined && after.status !== 'proofing' && isSame(after.plan, before.plan);
}

/** What a recovery waits for now. */
export function openTasks(recovery: Recovery): readonly OpenTask[] {
  const { plan, status, reviewer } = recovery;
  const until = deadlineOf(recovery);
  const subject = { task: 'answer', asked: [{ person: answererOf(recovery) }], until: null } as const;
  const answer = awaitsSubject(recovery) ? [subject] : [];
  if (status === 'reviewing' && reviewer === null)
    return [...answer, { task: 'review', asked: [{ part: 'reviewer' }], until }];
  const task = taskByHand(recovery);
  if (task !== null) return [...answer, { task, asked: [{ part: 'operator' }], until: workUntil(recovery) }];
  if (answer.length > 0) return answer;
  if (plan === null) return [];
  if (status === 'approving') return [{ task: 'countersignature', asked: approversOf(recovery), until }];
  if (status !== 'proofing') return [];
  const words = attestersNamedBy(plan).map((relation) => ({ relation }));
  return [
    ...(needsSighting(plan) ? [{ task: 'sighting', asked: [{ part: 'verifier' }], until } as const] : []),
    ...(words.length > 0 ? [{ task: 'word', asked: words, until } as const] : []),
  ];
}

/** The groups and relations that a plan names, each once; in the second half of the window also those to which it escalates. */
function approversOf(recovery: Recovery): readonly Asked[] {
  const leaves = demandsOf(recovery);
  const next = isEscalated(recovery) ? escalationsIn(recovery.plan?.approvals ?? []) : [];
  const named = [
    ...leaves.map((leaf): Asked => {
      if ('relation' in leaf) return { relation: leaf.relation };
      return { part: 'group' in leaf ? `approver:${leaf.group}` : 'approver' };
    }),
    ...next.filter((group) => !hasGivenAll(group, recovery)).map((group): Asked => ({ part: `approver:${group}` })),
  ];
  const spelled = named.map((one) => JSON.stringify(one));
  return named.filter((_, index) => spelled.indexOf(spelled[index] ?? '') === index);
}

/** The relations whose word the plan demands by name. Where a word is one way of several, the requester asks for it themselves. */
const attestersNamedBy = ({ proofs }: Plan): readonly Relation[] => {
  const named = proofs.flatMap(leavesOf).flatMap((leaf) => ('method' in leaf ? [asksOf(leaf.method)] : []));
  return [...new Set(named.flatMap((asks) => (asks.for === 'word' ? [asks.of] : [])))];
};

/**
 * Whether a plan cannot be proved on the requester's page alone, so that a verifier must see them. Verifiers are not told where their
 * sighting is only one way of several: the help desk asks one of them.
 */
export const needsSighting = ({ proofs, barred }: Pick<Plan, 'proofs' | 'barred'>): boolean =>
  proofs.some((requirement) => !isMetWithout(requirement, barred));

function isMetWithout(requirement: Requirement<ProofLeaf>, barred: Plan['barred']): boolean {
  if ('all' in requirement) return requirement.all.every((part) => isMetWithout(part, barred));
  if ('any' in requirement)
    return requirement.any.filter((part) => isMetWithout(part, barred)).length >= requirement.of;
  const { leaf } = requirement;
  const serving = METHOD_NAMES.filter((method) => !isBarred({ method, channel: '' }, barred) && mayServe(leaf, method));
  const by = serving.map((method) => METHODS[method].confirmedBy);
  // A deployment may have no vendor: where verifiers serve too, they are told.
  return by.some((one) => one !== 'verifier' && (one !== 'vendor' || !by.includes('verifier')));
}
