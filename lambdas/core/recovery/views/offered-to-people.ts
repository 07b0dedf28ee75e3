import { type SignedStatement, UNCOMMITTED } from '../../approvals/statement.ts';
import type { VersionedPolicy } from '../../policy/policy.ts';
import { NO_DESK, wordsFor } from '../../policy/vocabulary.ts';
import { EVIDENCE_KINDS, isSighting } from '../../proofing/evidence.ts';
import { isSaid, METHOD_NAMES, type MethodName } from '../../proofing/methods.ts';
import { type WordsOf, wordsFrom } from '../../proofing/words.ts';
import { CONTACT_KINDS } from '../../registry/contact.ts';
import type { PersonId } from '../../registry/person.ts';
import { sha256 } from '../../values/hash.ts';
import type { Instant } from '../../values/instant.ts';
import { pagesOf, pageWordsOf } from '../assess/pages.ts';
import type { SignableCommand } from '../assess/signed.ts';
import { decide } from '../decide/decide.ts';
import type { SubjectAnswer } from '../state/answer.ts';
import { stageAsked, workAt } from '../state/by-hand.ts';
import type { PeopleCommand, PersonActor, ProofingCommand } from '../state/commands.ts';
import { type DecisionContext, NO_REGISTRY_FACTS, type RegistryFacts } from '../state/decision.ts';
import { desksOf } from '../state/help.ts';
import { planDigest } from '../state/plan.ts';
import { isSelf } from '../state/situation.ts';
import type { Recovery, StreamState } from '../state/state.ts';
import { SUBJECT_ANSWERS } from '../state/subject.ts';
import { digestOfWork, WORK_STAGES, type WorkCommand, type WorkStage } from '../state/work.ts';

/** The deeds that a signed-in person may do on a recovery at one moment. */
export interface PersonalOffer {
  /** Methods whose proof this person may confirm. */
  readonly prove: readonly MethodName[];
  /** Methods that this person confirmed, whose proof they may bind to a page. */
  readonly bind: readonly MethodName[];
  readonly countersign: boolean;
  /** They could decide something if their record had a passkey: the plan asks for a signed statement. */
  readonly passkeyMissing: boolean;
  readonly reject: boolean;
  readonly review: boolean;
  /** What this person may say of work by hand; null for nothing. */
  readonly work: OfferedWork | null;
  readonly claim: boolean;
  /** What this person may say of it as the one whose account it is. */
  readonly answers: readonly SubjectAnswer[];
  readonly stop: boolean;
  /** Contacts to which this person may send the address of the page, by id. */
  readonly links: readonly string[];
  /** The desks to which this person may hand it over; empty where the policy declares none. */
  readonly handOver: readonly string[];
  /** The ways in which this person may call back: who receives the code, and who is called. */
  readonly calls: readonly CallBack[];
}

/** The stage of the work that is asked, whether this person may report it, and the digest of the report that they may confirm. */
export interface OfferedWork {
  readonly stage: WorkStage;
  readonly report: boolean;
  readonly confirm: string | null;
}

/** Registered contacts of a call-back, by id. */
export interface CallBack {
  readonly contact: string;
  readonly called: string;
}

interface Place {
  readonly state: StreamState;
  readonly recovery: Recovery;
}

/** Inputs of the offer besides the account and its recovery. */
export interface PersonalContext {
  readonly actor: PersonActor;
  readonly now: Instant;
  readonly policy: VersionedPolicy;
  /** Records of the actor, and of everybody who confirmed or countersigned. */
  readonly people: RegistryFacts['people'];
  /** Delegations of these people, as if each were signed: that is verified when somebody decides. */
  readonly delegations: RegistryFacts['delegations'];
  /** The person in whose place the actor would approve; absent: their own. */
  readonly inPlaceOf?: PersonId | undefined;
  /** Incidents and uses of break-glass; only an emergency plan needs them. */
  readonly glass: RegistryFacts['glass'];
}

/**
 * Everything that a signed-in person may do now. INVARIANT: each candidate is given to `decide`, so every offer is accepted, and nothing that
 * `decide` refuses is offered. A call back is offered as if every kind of contact could be reached.
 */
export function offeredToPerson(place: Place, context: PersonalContext): PersonalOffer {
  const { recovery } = place;
  const { plan, proofs } = recovery;
  const may = (command: PeopleCommand | ProofingCommand): boolean => accepts(place, context, command);
  const digest = plan === null ? '' : planDigest(recovery.id, plan, proofs);
  const confirmed = proofs.filter(({ verifier }) => isSelf(context.actor, verifier)).map(({ method }) => method);
  const pages = pagesOf(recovery).map((session) => pageWordsOf(namesOf, recovery, session).join(' '));
  const [signed, other] = [signedBy(context), context.inPlaceOf];
  const decisions = decisionsOn(recovery, digest, other);
  const countersign = may({ type: 'CountersignPlan', digest, for: other, signed });
  const mayBind = (method: MethodName) => pages.some((page) => may({ type: 'BindProof', method, page }));
  return {
    prove: METHOD_NAMES.filter((method) => isSaid(method) && may({ ...proofBy(method), signed })),
    bind: METHOD_NAMES.filter((method) => confirmed.includes(method) && mayBind(method)),
    countersign,
    passkeyMissing: signed === undefined && decisions.some((one) => may({ ...one, signed: SIGNED }) && !may(one)),
    reject: may({ ...REJECTING, for: other, signed }),
    review: may({ ...REVIEWING, signed }),
    work: workOffer(recovery, (command) => may({ ...command, signed })),
    claim: may({ type: 'ClaimGrant' }),
    // The same answer again would be accepted, and change nothing.
    answers: SUBJECT_ANSWERS.filter(
      (answer) => answer !== recovery.subjectSaid?.answer && may({ type: 'AnswerAsSubject', answer }),
    ),
    stop: may({ type: 'StopRecovery', reason: UNSEEN, cause: 'withdrawn' }),
    links: contactsOf(place).filter((contact) => may({ type: 'SendLink', contact })),
    handOver: otherDesks(recovery, context.policy).filter((desk) => may({ type: 'HandOver', desk, reason: UNSEEN })),
    calls: callsOf(place).filter((call) => may({ type: 'IssueChallenge', method: 'call-back', hash: UNSEEN, ...call })),
  };
}

function workOffer(recovery: Recovery, may: (command: WorkCommand) => boolean): OfferedWork | null {
  const stage = stageAsked(recovery);
  if (stage === null) return null;
  const report = may(reportingAt(stage));
  const [confirming] = confirmingIn(recovery).filter(may);
  return report || confirming !== undefined ? { stage, report, confirm: confirming?.report ?? null } : null;
}

const reportingAt = (stage: WorkStage): Extract<WorkCommand, { type: 'ReportWork' }> => ({
  ...{ type: 'ReportWork', stage, reference: UNSEEN, note: UNSEEN },
});

const confirmingIn = (recovery: Recovery): readonly Extract<WorkCommand, { type: 'ConfirmWork' }>[] => {
  const stage = stageAsked(recovery);
  const work = stage === null ? undefined : workAt(recovery, stage);
  return work === undefined ? [] : [{ type: 'ConfirmWork', report: digestOfWork(work), note: UNSEEN }];
};

const REJECTING = { type: 'RejectPlan', reason: 'offer' } as const;
const REVIEWING = { type: 'ReviewRecovery', finding: 'appropriate', note: 'offer' } as const;

/** The best decision of each kind that somebody may have to sign. */
const decisionsOn = (recovery: Recovery, digest: string, other: PersonId | undefined): readonly SignableCommand[] => [
  { type: 'CountersignPlan', digest, for: other },
  { ...REJECTING, for: other },
  REVIEWING,
  ...WORK_STAGES.map(reportingAt),
  ...confirmingIn(recovery),
  ...METHOD_NAMES.filter(isSaid).map(proofBy),
];

const contactsOf = ({ state }: Place): readonly string[] => (state.profile.current?.contacts ?? []).map(({ id }) => id);

const callsOf = (place: Place): readonly CallBack[] =>
  contactsOf(place).flatMap((called) => contactsOf(place).map((contact) => ({ contact, called })));

const otherDesks = (recovery: Recovery, policy: VersionedPolicy): readonly string[] =>
  (wordsFor(policy, 'desk') ?? []).filter((desk) => desk !== NO_DESK && desk !== desksOf(recovery).at(-1));

/** The best proof that the method can give. */
const proofBy = (method: MethodName): Extract<PeopleCommand, { type: 'RecordProof' }> => ({
  ...{ type: 'RecordProof', method, outcome: 'verified', reference: UNSEEN },
  seen: isSighting(method) ? EVIDENCE_KINDS : [],
});

function accepts(
  { state, recovery }: Place,
  { actor, now, policy, people, delegations, glass }: PersonalContext,
  command: PeopleCommand | ProofingCommand,
) {
  const origin = { via: UNSEEN, channel: 'api', desk: null, ticket: null };
  const envelope = { id: UNSEEN, stream: UNSEEN, recovery: recovery.id, actor, origin, command };
  // What they sign is verified when they do.
  const statements = [{ person: actor.person, seq: UNCOMMITTED, flaw: null }];
  const registry = { ...NO_REGISTRY_FACTS, people, statements, delegations, glass };
  return decide(state, envelope, { ...NOT_PLANNING, now, policy, registry }).accepted;
}

/** Stands for what an approver with a passkey signs; undefined for one without. */
function signedBy({ actor, people }: PersonalContext): SignedStatement | undefined {
  const { passkeys = [] } = people.find(({ person }) => person === actor.person) ?? {};
  return passkeys.length === 0 ? undefined : SIGNED;
}

/** Placeholder for ids and free texts, which no refusal depends on. */
const UNSEEN = 'offer';

/** Placeholder for what a passkey signs. */
const SIGNED: SignedStatement = {
  statement: { kind: 'countersign', stream: UNSEEN, recovery: null, digest: UNSEEN, person: UNSEEN, at: UNSEEN },
  assertion: { id: UNSEEN, clientDataJSON: UNSEEN, authenticatorData: UNSEEN, signature: UNSEEN },
};

/** Names for pages that are only asked about: whether a page may be named does not depend on its words. */
const namesOf: WordsOf = (text) => wordsFrom(sha256(text));

/** Whether a command is accepted does not depend on what a plan would be made of. */
const NOT_PLANNING: Omit<DecisionContext, 'now' | 'policy' | 'registry'> = {
  ...{ adopted: null, newId: UNSEEN, declared: [], threats: [], campaign: null, capabilities: {}, ways: CONTACT_KINDS },
  wordsOf: namesOf,
};
