import { type ApprovalLeaf, areApproved, type Countersignature } from '../approvals/countersignature.ts';
import { type SignedStatement, UNCOMMITTED } from '../approvals/statement.ts';
import type { Rule } from '../policy/policy.ts';
import { isAdverse } from '../proofing/proof.ts';
import { relationsOf } from '../registry/account.ts';
import { isSame } from '../values/hash.ts';
import { leavesOf } from '../values/requirement.ts';
import { no, type Result, yes } from '../values/result.ts';
import { approvalCompleted, assess, isAdopted, notAdopted, settledAt } from './assess.ts';
import { breakGlass, whyNotInEmergency } from './break-glass.ts';
import type { PeopleCommand, PersonActor } from './commands.ts';
import { decideBinding, decideClaim } from './decide-claim.ts';
import { decideHelp } from './decide-help.ts';
import { decideProof } from './decide-proof.ts';
import { decideSubject } from './decide-subject.ts';
import { type Decision as Answer, accept, type DecisionContext, frozen, type Refusal, refuse } from './decision.ts';
import { isGroupOf } from './emergency.ts';
import type { RecoveryEvent } from './events.ts';
import { freezeAfter } from './freeze.ts';
import { deadlineOf, isBeforeExecution, isStoppable } from './life.ts';
import { answerableBy, rulesThat } from './permitted.ts';
import { type Plan, planDigest } from './plan.ts';
import { hasRole, humanAs, isSelf, partMissing, type Refused, type Situation, wrongStatus } from './situation.ts';
import { hasRoom } from './size.ts';
import { standingOf } from './standing.ts';
import { isHeldUp } from './state.ts';
import { witnessOf } from './touch.ts';

type Of<Type extends PeopleCommand['type']> = Extract<PeopleCommand, { type: Type }>;

/** Decides people's commands on a live recovery. */
export function decidePeople(situation: Situation, command: PeopleCommand): Answer {
  const { recovery, state } = situation;
  if (isHeldUp(state, recovery.action) && (helps(command) || command.type === 'ClaimGrant'))
    return frozen(state.freeze);
  if (helps(command) && isWindowPassed(situation)) return refuse('window-passed', { deadline: deadlineOf(recovery) });
  switch (command.type) {
    case 'RecordProof':
      return decideProof(situation, command);
    case 'CountersignPlan':
      return countersign(situation, command);
    case 'RejectPlan':
      return reject(situation, command);
    case 'ReviseRequest':
      return revise(situation, command);
    case 'StopRecovery':
      return stop(situation, command);
    case 'ClaimGrant':
      return decideClaim(situation);
    case 'BindProof':
      return decideBinding(situation, command);
    case 'ReviewRecovery':
      return review(situation, command);
    case 'BreakGlass':
      return breakGlass(situation, command);
    case 'SendLink':
    case 'HandOver':
      return decideHelp(situation, command);
    case 'AnswerAsSubject':
      return decideSubject(situation, command);
  }
}

/** Whether a command moves a recovery towards execution. Ending one is never too late. */
function helps(command: PeopleCommand): boolean {
  if (command.type === 'RecordProof') return !isAdverse(command.outcome);
  return ['CountersignPlan', 'ReviseRequest', 'BindProof', 'BreakGlass', 'SendLink'].includes(command.type);
}

/** The ledger's own deadline decides, even if the workflow that should enforce it is lost. */
function isWindowPassed({ recovery, context }: Situation): boolean {
  const deadline = deadlineOf(recovery);
  return isBeforeExecution(recovery) && deadline !== null && context.now >= deadline;
}

type Capacity = Pick<Countersignature, 'approver' | 'groups' | 'relations'>;

/**
 * The capacity in which the actor countersigns: a person that the plan asks for, without another part, with the groups that the policy
 * knows.
 */
function approverOf(situation: Situation, plan: Plan): Result<Capacity, Refused> {
  const { state, context } = situation;
  const human = humanAs('approver', situation);
  if (!human.ok) return human;
  const { person, groups } = human.value;
  const capacity: Capacity = {
    approver: person,
    groups: groups.filter((group) => isGroupOf(situation.recovery, context.policy, group)),
    relations: state.profile.current === null ? [] : relationsOf(state.profile.current, person),
  };
  const asked = plan.approvals.flatMap((requirement) => leavesOf(requirement));
  const isAsked = asked.some((leaf) => isAskedFor(leaf, capacity));
  return isAsked
    ? yes(capacity)
    : no(
        whyNotAsked(
          human.value,
          { asked, known: context.policy.groups },
          answerableBy(rulesThat(plan, context.policy, asksApproval), 5),
        ),
      );
}

/** An approver whose group only the token or only the record names is told which; everybody else is no approver of this plan. */
function whyNotAsked(
  actor: PersonActor,
  { asked, known }: { readonly asked: readonly ApprovalLeaf[]; readonly known: readonly string[] },
  facts: Refusal['facts'],
): Refused {
  // A leaf `groups` takes members of any group that the policy knows.
  const groups = asked.flatMap((leaf) => ('groups' in leaf ? known : 'group' in leaf ? [leaf.group] : []));
  const half = partMissing(actor, ...groups.map((group) => `approver:${group}` as const));
  return half.refusal.code === 'role-missing' ? refuse('not-an-approver', facts) : half;
}

const asksApproval = ({ require: demands }: Rule): boolean => demands?.approvals !== undefined;

function isAskedFor(leaf: ApprovalLeaf, { groups, relations }: Capacity): boolean {
  if ('group' in leaf) return groups.includes(leaf.group);
  if ('relation' in leaf) return relations.includes(leaf.relation);
  return groups.length > 0;
}

function countersign(situation: Situation, command: Of<'CountersignPlan'>): Answer {
  const { recovery, context, state, actor } = situation;
  const { now, policy } = context;
  const { plan } = recovery;
  const profile = state.profile.current;
  if (plan === null || profile === null || recovery.status !== 'approving') return wrongStatus(situation);
  const approver = approverOf(situation, plan);
  if (!approver.ok) return approver.no;
  const barred = actor.by === 'person' ? whyNotInEmergency(actor, situation) : undefined;
  if (barred !== undefined) return barred;
  const digest = planDigest(recovery.id, plan, recovery.proofs);
  if (command.digest !== digest) return refuse('digest-mismatch', { shown: command.digest, current: digest });
  const isTwin = (one: Countersignature) =>
    one.digest === digest && actor.by === 'person' && isSelf(actor, one.approver);
  if (recovery.countersignatures.some(isTwin)) return refuse('already-countersigned');
  if (!hasRoom(state, recovery, recovery.countersignatures)) return refuse('recovery-full');
  const unsigned = whyNotSigned(command.signed, plan, context);
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

/** The command's statement was checked against exactly this decision, and with the passkeys in today's record of the approver. */
function whyNotSigned(
  signed: SignedStatement | undefined,
  plan: Pick<Plan, 'statements'>,
  { registry: { statements } }: DecisionContext,
): Refused | undefined {
  if (signed === undefined) return plan.statements ? refuse('statement-missing') : undefined;
  const checked = statements.find(({ seq }) => seq === UNCOMMITTED);
  const flaw = checked === undefined ? 'unchecked' : checked.flaw;
  return flaw === null ? undefined : refuse('statement-invalid', { flaw });
}

function reject(situation: Situation, command: Of<'RejectPlan'>): Answer {
  const { recovery } = situation;
  if (recovery.plan === null || !['approving', 'approved'].includes(recovery.status)) return wrongStatus(situation);
  const approver = approverOf(situation, recovery.plan);
  if (!approver.ok) return approver.no;
  return accept({ type: 'RecoveryRejected', by: approver.value.approver, reason: command.reason });
}

/** Only ever shortens the time (rule 15). The plan is made again, so earlier countersignatures no longer count (rule 3). */
function revise(situation: Situation, command: Of<'ReviseRequest'>): Answer {
  const { recovery, context, state, actor } = situation;
  if (recovery.plan === null || !isBeforeExecution(recovery)) return wrongStatus(situation);
  if (actor.by !== 'person' || ![recovery.requester, recovery.agent].includes(actor.person))
    return refuse('not-the-requester');
  const { requestedSeconds, reason } = command;
  if (requestedSeconds >= recovery.plan.grant) return refuse('revision-widens', { granted: recovery.plan.grant });
  if (!isAdopted(context)) return notAdopted(context);
  const revised: RecoveryEvent = { type: 'RequestRevised', by: actor.person, requestedSeconds, reason };
  return accept(revised, ...assess({ ...recovery, requestedSeconds }, state, context));
}

/** Stopping needs little proof; starting again needs the full plan (rule 11). */
function stop(situation: Situation, command: Of<'StopRecovery'>): Answer {
  const { recovery, actor, state, context } = situation;
  const unproved = whyNotStopped(situation, command);
  if (unproved !== undefined) return unproved;
  const { reason, cause } = command;
  const by = actor.by === 'person' ? actor.person : null;
  const adverse = { what: 'suspected', at: context.now, recovery: recovery.id, by: witnessOf(actor) } as const;
  const follows = cause === 'suspected-impersonation' ? freezeAfter(state, adverse) : [];
  if (isBeforeExecution(recovery)) return accept({ type: 'RecoveryStopped', by, reason, cause }, ...follows);
  if (!isStoppable(recovery)) return wrongStatus(situation);
  return accept({ type: 'StopRequested', by, reason, cause }, ...follows);
}

/**
 * A signed-in person may stop. A machine may stop only what it asked for, and a ticket system only with the ticket that opened it. Without
 * an account, the link of a notice or a correct answer on the same page is needed.
 */
function whyNotStopped({ actor, recovery, ticket }: Situation, { warrant }: Of<'StopRecovery'>): Refused | undefined {
  if (actor.by === 'person') {
    const isTheirs = isSelf(actor, recovery.agent) || isSelf(actor, recovery.requester);
    return actor.nature === 'machine' && !isTheirs ? refuse('machine-cannot-decide') : undefined;
  }
  if (actor.by === 'ticket-system')
    return ticket !== null && actor.source === ticket.source && isSame(ticket, recovery.ticket)
      ? undefined
      : refuse('person-unknown');
  if (actor.by !== 'visitor') return refuse('person-unknown');
  if (warrant === undefined) return refuse('stop-unproved');
  if (warrant.by === 'stop-token') return undefined;
  const isAnswered = recovery.challenges.some(
    ({ id, answered, session }) => id === warrant.challenge && answered && session === actor.session,
  );
  return isAnswered ? undefined : refuse('stop-unproved');
}

function review(situation: Situation, command: Of<'ReviewRecovery'>): Answer {
  const { recovery } = situation;
  if (recovery.status !== 'reviewing' || recovery.reviewer !== null) return wrongStatus(situation);
  const reviewer = humanAs('reviewer', situation);
  if (!reviewer.ok) return reviewer.no;
  if (!hasRole(reviewer.value, 'reviewer')) return partMissing(reviewer.value, 'reviewer');
  return accept({ type: 'ReviewRecorded', by: reviewer.value.person, finding: command.finding, note: command.note });
}
