import {
  type ApprovalLeaf,
  areApproved,
  areOneApprover,
  type Countersignature,
  isAskedBy,
} from '../../approvals/countersignature.ts';
import { escalationsIn } from '../../approvals/escalation.ts';
import { UNCOMMITTED } from '../../approvals/statement.ts';
import type { Rule } from '../../policy/policy.ts';
import { relationsOf } from '../../registry/account.ts';
import type { PersonId } from '../../registry/person.ts';
import { no, type Result, yes } from '../../values/result.ts';
import { approvalCompleted, settledAt } from '../assess/assess.ts';
import { answerableBy, rulesThat } from '../assess/permitted.ts';
import { lentTo } from '../assess/stand-in.ts';
import { standingOf } from '../assess/standing.ts';
import { demandsOf, mayEscalate } from '../state/approving.ts';
import type { PeopleCommand, PersonActor } from '../state/commands.ts';
import { type Decision as Answer, accept, type Refusal, refuse } from '../state/decision.ts';
import { isGroupOf } from '../state/emergency.ts';
import type { RecoveryEvent } from '../state/events.ts';
import { halfOf } from '../state/life.ts';
import { type Plan, planDigest } from '../state/plan.ts';
import {
  humanAs,
  isSelf,
  partMissing,
  type Refused,
  type Situation,
  whyNotSigned,
  wrongStatus,
} from '../state/situation.ts';
import { hasRoom } from '../state/size.ts';
import { whyNotInEmergency } from './break-glass.ts';

type Of<Type extends PeopleCommand['type']> = Extract<PeopleCommand, { type: Type }>;

type Capacity = Pick<Countersignature, 'approver' | 'groups' | 'relations' | 'for' | 'escalated'>;

/**
 * The capacity in which the actor countersigns: a person that the plan asks for, without another part, with the groups that the policy
 * knows; in the second half of the window also whom the plan escalates to. In another's place it is what that person has lent, and both are without another part.
 */
function approverOf(situation: Situation, plan: Plan, stoodInFor: PersonId | undefined): Result<Capacity, Refused> {
  const { state, context } = situation;
  const human = humanAs('approver', situation);
  if (!human.ok) return human;
  const { person, groups } = human.value;
  const profile = state.profile.current;
  const lent =
    stoodInFor === undefined || profile === null
      ? undefined
      : lentTo(person, stoodInFor, { recovery: situation.recovery, profile, context });
  if (lent?.ok === false) return lent;
  const capacity: Capacity = {
    approver: person,
    ...(lent?.value ?? {
      groups: groups.filter((group) => isGroupOf(situation.recovery, context.policy, group)),
      relations: profile === null ? [] : relationsOf(profile, person),
    }),
    ...(hasEscalated(situation) && { escalated: true as const }),
  };
  const asked = demandsOf(situation.recovery);
  if (asked.some((leaf) => isAskedBy(leaf, capacity))) return yes(capacity);
  if (asked.some((leaf) => isAskedBy(leaf, { ...capacity, escalated: true })))
    return no(refuse('not-due', { from: halfOf(situation.recovery) }));
  const facts = answerableBy(rulesThat(plan, context.policy, asksApproval), 5);
  return no(whyNotAsked(human.value, { asked, known: context.policy.groups }, facts));
}

/** Whether the plan escalates to somebody, and has by now. */
const hasEscalated = ({ recovery, context }: Situation): boolean =>
  escalationsIn(recovery.plan?.approvals ?? []).length > 0 && mayEscalate(recovery, context.now);

/** An approver whose group only the token or only the record names is told which; everybody else is no approver of this plan. */
function whyNotAsked(
  actor: PersonActor,
  { asked, known }: { readonly asked: readonly ApprovalLeaf[]; readonly known: readonly string[] },
  facts: Refusal['facts'],
): Refused {
  // A leaf `groups` takes members of any group that the policy knows.
  const groups = asked.flatMap((leaf) =>
    'groups' in leaf ? known : ['group' in leaf ? [leaf.group] : [], leaf.escalateTo ?? []].flat(),
  );
  const half = partMissing(actor, ...groups.map((group) => `approver:${group}` as const));
  return half.refusal.code === 'role-missing' ? refuse('not-an-approver', facts) : half;
}

const asksApproval = ({ require: demands }: Rule): boolean => demands?.approvals !== undefined;

/** An approver's yes to exactly the plan that they were shown. */
export function countersign(situation: Situation, command: Of<'CountersignPlan'>): Answer {
  const { recovery, context, state, actor } = situation;
  const { now, policy } = context;
  const { plan } = recovery;
  const profile = state.profile.current;
  if (plan === null || profile === null || recovery.status !== 'approving')
    return isDouble(situation, command.digest) ? refuse('already-countersigned') : wrongStatus(situation);
  const approver = approverOf(situation, plan, command.for);
  if (!approver.ok) return approver.no;
  const barred = actor.by === 'person' ? whyNotInEmergency(actor, situation) : undefined;
  if (barred !== undefined) return barred;
  const digest = planDigest(recovery.id, plan, recovery.proofs);
  if (command.digest !== digest) return refuse('digest-mismatch', { shown: command.digest, current: digest });
  if (hasCountersigned(situation, approver.value, digest)) return refuse('already-countersigned');
  if (!hasRoom(state, recovery, recovery.countersignatures)) return refuse('recovery-full');
  const unsigned = whyNotSigned(command.signed, plan.statements, context);
  if (unsigned !== undefined) return unsigned;
  const countersignature: Countersignature = { ...approver.value, digest, at: context.now };
  const signed: RecoveryEvent = {
    ...{ type: 'PlanCountersigned', countersignature },
    ...(command.signed === undefined ? {} : { signed: command.signed }),
  };
  const pending = command.signed === undefined ? countersignature : { ...countersignature, signedIn: UNCOMMITTED };
  const countersigned = { ...recovery, countersignatures: [...recovery.countersignatures, pending] };
  const { countersignatures } = standingOf(countersigned, state, context);
  if (!areApproved(plan.approvals, countersignatures, digest)) return accept(signed);
  return accept(signed, approvalCompleted(plan, digest, { now, settledAt: settledAt(state, policy, countersigned) }));
}

/**
 * Whether this approver has countersigned this plan, under whatever identity: themselves, or by somebody who stood in and whose delegation
 * still counts. Both are one approver.
 */
function hasCountersigned({ recovery, state, context, actor }: Situation, capacity: Capacity, digest: string): boolean {
  const ofPlan = (one: Countersignature) => one.digest === digest;
  const isOwn = (one: Countersignature) => actor.by === 'person' && isSelf(actor, one.approver);
  const standing = standingOf(recovery, state, context).countersignatures;
  return (
    recovery.countersignatures.filter(ofPlan).some(isOwn) ||
    standing.filter(ofPlan).some((one) => areOneApprover(one, capacity))
  );
}

/** Whether an approver says yes again to a plan that is approved: their own countersignature is why it waits for nobody. */
const isDouble = ({ recovery, actor }: Situation, digest: string): boolean =>
  recovery.status === 'approved' &&
  actor.by === 'person' &&
  recovery.countersignatures.some((one) => one.digest === digest && isSelf(actor, one.approver));

/** An approver's no, which ends the recovery. */
export function reject(situation: Situation, command: Of<'RejectPlan'>): Answer {
  const { recovery } = situation;
  if (recovery.plan === null || !['approving', 'approved'].includes(recovery.status)) return wrongStatus(situation);
  const approver = approverOf(situation, recovery.plan, command.for);
  if (!approver.ok) return approver.no;
  const { approver: by, for: other } = approver.value;
  const lent = other === undefined ? {} : { for: other.person };
  return accept({ type: 'RecoveryRejected', by, ...lent, reason: command.reason });
}
