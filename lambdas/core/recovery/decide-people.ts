import { type ApprovalLeaf, areApproved, type Countersignature } from '../approvals/countersignature.ts';
import { plusSeconds } from '../instant.ts';
import { leavesOf } from '../policy/requirement.ts';
import { METHODS } from '../proofing/methods.ts';
import { areProved, isAdverse, type Proof } from '../proofing/proof.ts';
import { assess } from './assess.ts';
import type { PeopleCommand, PersonActor } from './commands.ts';
import { type Decision as Answer, accept, refuse } from './decision.ts';
import type { RecoveryEvent } from './events.ts';
import { isBeforeExecution } from './life.ts';
import { type Plan, planDigest } from './plan.ts';
import { hasRole, humanAs, relationsOf, type Situation } from './situation.ts';

type Of<Type extends PeopleCommand['type']> = Extract<PeopleCommand, { type: Type }>;

/** What people do to a recovery that is under way. */
export function decidePeople(situation: Situation, command: PeopleCommand): Answer {
  switch (command.type) {
    case 'RecordProof':
      return recordProof(situation, command);
    case 'CountersignPlan':
      return countersign(situation, command);
    case 'RejectPlan':
      return reject(situation, command);
    case 'ReviseRequest':
      return revise(situation, command);
    case 'StopRecovery':
      return stop(situation, command);
    case 'ClaimGrant':
      return claim(situation);
    case 'ReviewRecovery':
      return review(situation, command);
  }
}

function recordProof(situation: Situation, command: Of<'RecordProof'>): Answer {
  const { recovery, context, state } = situation;
  const { status, plan } = recovery;
  const late = status === 'approved' && isAdverse(command.outcome);
  if (plan === null || !(status === 'proofing' || status === 'approving' || late)) return wrongStatus(situation);
  const verifier = humanAs('verifier', situation);
  if (!verifier.ok) return verifier.no;
  const { confirmedBy } = METHODS[command.method];
  if (confirmedBy === 'verifier' && !hasRole(verifier.actor, 'verifier'))
    return refuse('role-missing', { role: 'verifier' });
  const relations = state.profile.current === null ? [] : relationsOf(state.profile.current, verifier.actor.person);
  if (confirmedBy !== 'verifier' && !relations.includes(confirmedBy))
    return refuse('method-not-theirs', { confirmedBy });
  const { method, outcome, reference } = command;
  const repeats = (proof: Proof) =>
    proof.verifier === verifier.actor.person && proof.method === method && proof.outcome === outcome;
  if (recovery.proofs.some(repeats)) return refuse('proof-duplicate', { method });
  const proof: Proof = {
    id: context.newId,
    method,
    outcome,
    verifier: verifier.actor.person,
    reference,
    at: context.now,
  };
  const recorded: RecoveryEvent = { type: 'ProofRecorded', proof };
  if (isAdverse(outcome)) return accept(recorded, { type: 'RecoveryRefused', proof: proof.id });
  const complete = status === 'proofing' && areProved(plan.proofs, [...recovery.proofs, proof], context.now);
  return complete ? accept(recorded, { type: 'ProofingCompleted' }) : accept(recorded);
}

/** The actor as an approver whom the plan asks for, in no other part. */
function approverOf(situation: Situation, plan: Plan) {
  const human = humanAs('approver', situation);
  if (!human.ok) return human;
  const profile = situation.state.profile.current;
  const relations = profile === null ? [] : relationsOf(profile, human.actor.person);
  const asked = plan.approvals
    .flatMap((requirement) => leavesOf(requirement))
    .some((leaf) => isAskedFor(leaf, human.actor, relations));
  return asked ? { ...human, relations } : ({ ok: false, no: refuse('not-an-approver') } as const);
}

function isAskedFor(leaf: ApprovalLeaf, actor: PersonActor, relations: readonly string[]): boolean {
  if ('group' in leaf) return actor.groups.includes(leaf.group);
  if ('relation' in leaf) return relations.includes(leaf.relation);
  return actor.groups.length > 0;
}

function countersign(situation: Situation, command: Of<'CountersignPlan'>): Answer {
  const { recovery, context } = situation;
  const { plan } = recovery;
  if (plan === null || recovery.status !== 'approving') return wrongStatus(situation);
  const approver = approverOf(situation, plan);
  if (!approver.ok) return approver.no;
  const digest = planDigest(recovery.id, plan, recovery.proofs);
  if (command.digest !== digest) return refuse('digest-mismatch', { shown: command.digest, current: digest });
  const { person, groups } = approver.actor;
  const twin = recovery.countersignatures.some((one) => one.approver === person && one.digest === digest);
  if (twin) return refuse('already-countersigned');
  const countersignature: Countersignature = {
    approver: person,
    groups,
    relations: approver.relations,
    digest,
    at: context.now,
  };
  const signed: RecoveryEvent = { type: 'PlanCountersigned', countersignature };
  if (!areApproved(plan.approvals, [...recovery.countersignatures, countersignature], digest)) return accept(signed);
  return accept(signed, {
    type: 'ApprovalCompleted',
    digest,
    executeNotBefore: plusSeconds(context.now, plan.coolingOff),
  });
}

function reject(situation: Situation, command: Of<'RejectPlan'>): Answer {
  const { recovery } = situation;
  if (recovery.plan === null || !['approving', 'approved'].includes(recovery.status)) return wrongStatus(situation);
  const approver = approverOf(situation, recovery.plan);
  if (!approver.ok) return approver.no;
  return accept({ type: 'RecoveryRejected', by: approver.actor.person, reason: command.reason });
}

/** Only ever shorter (rule 15); the plan is made anew, so that countersignatures of the old one count no more (rule 3). */
function revise(situation: Situation, command: Of<'ReviseRequest'>): Answer {
  const { recovery, context, state, actor } = situation;
  if (recovery.plan === null || !isBeforeExecution(recovery)) return wrongStatus(situation);
  if (actor.by !== 'person' || ![recovery.requester, recovery.agent].includes(actor.person))
    return refuse('not-the-requester');
  const { requestedSeconds, reason } = command;
  if (requestedSeconds >= recovery.plan.grant) return refuse('revision-widens', { granted: recovery.plan.grant });
  const revised: RecoveryEvent = { type: 'RequestRevised', by: actor.person, requestedSeconds, reason };
  return accept(revised, ...assess({ ...recovery, requestedSeconds }, state.profile.current, context));
}

/** Stopping needs little proof; starting again needs the full plan (rule 11). */
function stop(situation: Situation, command: Of<'StopRecovery'>): Answer {
  const { recovery, actor } = situation;
  if (actor.by !== 'person') return refuse('person-unknown');
  const { reason } = command;
  if (isBeforeExecution(recovery)) return accept({ type: 'RecoveryStopped', by: actor.person, reason });
  const live = recovery.status === 'executing' || recovery.status === 'granted';
  if (!live || recovery.stopped) return wrongStatus(situation);
  return accept({ type: 'StopRequested', by: actor.person, reason });
}

function claim(situation: Situation): Answer {
  const { recovery, actor, context, commandId } = situation;
  const { grant } = recovery;
  if (actor.by !== 'person' || actor.person !== recovery.requester) return refuse('not-the-requester');
  if (recovery.status !== 'granted' || recovery.stopped || grant === null) return wrongStatus(situation);
  if (!grant.claimable || context.now >= grant.expiresAt) return refuse('nothing-to-claim');
  if (grant.claim !== null) return refuse('already-claimed', { at: grant.claim.at });
  return accept({ type: 'GrantClaimed', by: actor.person, command: commandId });
}

function review(situation: Situation, command: Of<'ReviewRecovery'>): Answer {
  const { recovery } = situation;
  if (recovery.status !== 'reviewing' || recovery.reviewer !== null) return wrongStatus(situation);
  const reviewer = humanAs('reviewer', situation);
  if (!reviewer.ok) return reviewer.no;
  if (!hasRole(reviewer.actor, 'reviewer')) return refuse('role-missing', { role: 'reviewer' });
  return accept({ type: 'ReviewRecorded', by: reviewer.actor.person, finding: command.finding, note: command.note });
}

const wrongStatus = ({ recovery }: Situation) => refuse('wrong-status', { status: recovery.status });
