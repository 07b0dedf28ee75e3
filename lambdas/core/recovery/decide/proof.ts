import { UNCOMMITTED } from '../../approvals/statement.ts';
import { checksOf, isEnough, isSighting } from '../../proofing/evidence.ts';
import { METHODS, type MethodName } from '../../proofing/methods.ts';
import { holds, isAdverse, isSighted, type Proof } from '../../proofing/proof.ts';
import { relationsOf } from '../../registry/account.ts';
import { no, type Result, yes } from '../../values/result.ts';
import { assessedAnew, onwards } from '../assess/assess.ts';
import { freezeAfter } from '../assess/freeze.ts';
import { pageNamed } from '../assess/pages.ts';
import { whyNotPermitted } from '../assess/permitted.ts';
import { adverseOf, witnessOf } from '../evolve/touch.ts';
import type { PeopleCommand, PersonActor } from '../state/commands.ts';
import { type Decision as Answer, accept, refuse } from '../state/decision.ts';
import type { LedgerEvent } from '../state/events.ts';
import { isBeforeExecution } from '../state/life.ts';
import {
  hasRole,
  humanAs,
  partMissing,
  type Refused,
  type Situation,
  verifierIn,
  wrongStatus,
} from '../state/situation.ts';
import { hasRoom } from '../state/size.ts';

type RecordProof = Extract<PeopleCommand, { type: 'RecordProof' }>;
type Source = Pick<Proof, 'verifier' | 'session' | 'contact' | 'called' | 'channel'>;

/** Records the statement of a verifier, a related person or a vendor about the requester. */
export function decideProof(situation: Situation, command: RecordProof): Answer {
  const { context } = situation;
  if (!isTaken(situation, command)) return wrongStatus(situation);
  const source = sourceOf(situation, command);
  if (!source.ok) return source.no;
  const unseen = whyUnseen(command);
  if (unseen !== undefined) return unseen;
  const { method, outcome } = command;
  const proof: Proof = {
    ...{ ...source.value, ...saidBy(command), id: context.newId, at: context.now },
    ...(isElsewhere(situation, method) ? { elsewhere: true } : {}),
    ...(command.signed === undefined ? {} : { signedIn: UNCOMMITTED }),
  };
  const barred = outcome === 'verified' ? whyNotPermitted(situation, proof) : undefined;
  if (barred !== undefined) return barred;
  if (isRepeated(situation, proof)) return refuse('proof-duplicate', { method });
  const { state, recovery } = situation;
  if (!isAdverse(outcome) && !hasRoom(state, recovery, recovery.proofs)) return refuse('recovery-full');
  if (METHODS[method].confirmedBy === 'vendor') return accept(...vendorsEvents(situation, proof));
  return accept(...(sightedEvents(situation, proof) ?? proofEvents(situation, proof)));
}

/** What whoever confirms says; each check once, in the order of the method. */
function saidBy({ method, outcome, reference, seen, checked = [] }: RecordProof) {
  const made = checksOf(method).filter((one) => checked.includes(one));
  return { method, outcome, reference, seen, ...(made.length === 0 ? {} : { checked: made }) };
}

/** Whether a verifier who sees the requester belongs to help desks, and not to the one that was asked. */
const isElsewhere = ({ recovery: { desk }, actor }: Situation, method: MethodName): boolean =>
  METHODS[method].confirmedBy === 'verifier' &&
  actor.by === 'person' &&
  desk !== null &&
  actor.desks.length > 0 &&
  !actor.desks.includes(desk);

/**
 * The events after an unusual verifier confirmed: the plan is made again (rule 10). Undefined for every other proof. A code that is read back
 * over the telephone is weighed at execution: the function that takes it makes no plan.
 */
function sightedEvents({ recovery, state, context }: Situation, proof: Proof): readonly LedgerEvent[] | undefined {
  if (!isSighted(proof) || proof.outcome !== 'verified') return undefined;
  const anew = assessedAnew({ ...recovery, proofs: [...recovery.proofs, proof] }, state, context);
  return anew === undefined ? undefined : [recordOf(proof), ...anew];
}

/**
 * A good result counts while something must be proved. A bad one counts until the execution, and a vendor's as long as anything is under
 * way.
 */
function isTaken({ recovery, actor }: Situation, { outcome }: RecordProof): boolean {
  const { status, plan } = recovery;
  if (plan === null) return false;
  if (status === 'proofing' || status === 'approving') return true;
  return isAdverse(outcome) && (status === 'approved' || actor.by === 'vendor');
}

/**
 * The events after a vendor's result. If the vendor takes back a proof that led to an execution, the grant must be revoked; a session that
 * fails afterwards sticks to the account and revokes nothing.
 */
function vendorsEvents(situation: Situation, proof: Proof): readonly LedgerEvent[] {
  const { recovery } = situation;
  const { outcome, reference } = proof;
  if (outcome === 'verified' && reference !== null) {
    const proves = isPagesProof(situation, proof) ? proofEvents(situation, proof) : [];
    return [{ type: 'ChallengeAnswered', challenge: reference }, ...proves];
  }
  const isTakenBack = isAdverse(outcome) && recovery.challenges.some((one) => one.id === reference && one.answered);
  const isExecuted = (recovery.status === 'executing' || recovery.status === 'granted') && !recovery.stopped;
  const stop: LedgerEvent = {
    ...{ type: 'StopRequested', by: null, reason: 'a vendor took back a proof of identity', cause: 'proof-taken-back' },
  };
  return [...proofEvents(situation, proof), ...(isTakenBack && isExecuted ? [stop] : [])];
}

/**
 * Whether a page's answer is a proof: at a stage that takes proofs, and not a repetition. Once the plan is proved, only a page that took
 * part in it can add one, so no stranger can void countersignatures.
 */
export function isPagesProof(situation: Situation, proof: Proof): boolean {
  const { recovery, context } = situation;
  const isPart = recovery.proofs.some((one) => one.session === proof.session && holds(one, context.now));
  const isTime = recovery.status === 'proofing' || (recovery.status === 'approving' && isPart);
  return isTime && !isRepeated(situation, proof);
}

/**
 * A trusted referee must record the evidence (SP 800-63A-4 section 3.15): its kinds, and where it is stored, so that it can be looked at
 * again.
 */
function whyUnseen({ method, outcome, reference, seen, checked = [] }: RecordProof): Refused | undefined {
  if (checked.some((one) => !checksOf(method).includes(one))) return refuse('evidence-unexpected', { method, checked });
  if (!isSighting(method)) return seen.length > 0 ? refuse('evidence-unexpected', { method }) : undefined;
  if (outcome !== 'verified') return undefined;
  if (reference === null) return refuse('reference-missing', { method });
  return isEnough(seen) ? undefined : refuse('evidence-insufficient', { seen });
}

/**
 * The events after a proof: an adverse one ends a recovery that is not executed yet, and sticks (rule 10); a good one may complete the
 * proofing.
 */
export function proofEvents({ recovery, context, state, actor }: Situation, proof: Proof): readonly LedgerEvent[] {
  const recorded = recordOf(proof);
  if (isAdverse(proof.outcome)) {
    const refused: readonly LedgerEvent[] = isBeforeExecution(recovery)
      ? [{ type: 'RecoveryRefused', proof: proof.id }]
      : [];
    const what = adverseOf(proof) ?? 'proof-failed';
    const adverse = { what, at: context.now, recovery: recovery.id, by: witnessOf(actor) };
    return [recorded, ...refused, ...freezeAfter(state, adverse)];
  }
  const proved = { ...recovery, proofs: [...recovery.proofs, proof] };
  return [recorded, ...(recovery.status === 'proofing' ? onwards(proved, state, context) : [])];
}

/** Only the fold says where its statement lies. */
const recordOf = ({ signedIn: _place, ...proof }: Proof): LedgerEvent => ({ type: 'ProofRecorded', proof });

/** Whether the same person, or the same page, already gave this proof. An expired proof may be given again. */
export const isRepeated = ({ recovery }: Situation, proof: Proof): boolean =>
  recovery.proofs.some(
    (earlier) =>
      earlier.verifier === proof.verifier &&
      earlier.session === proof.session &&
      earlier.method === proof.method &&
      earlier.outcome === proof.outcome &&
      (proof.outcome !== 'verified' || holds(earlier, proof.at)),
  );

function sourceOf(situation: Situation, command: RecordProof): Result<Source, Refused> {
  const { method, outcome } = command;
  const { channel, window, confirmedBy } = METHODS[method];
  if (situation.actor.by === 'vendor') return vendorsSource(situation, command);
  const verifier = humanAs('verifier', situation);
  if (!verifier.ok) return verifier;
  const { person } = verifier.value;
  const stranger = whyNotTheirs(situation, verifier.value, method);
  if (stranger !== undefined) return no(stranger);
  if (window !== null && outcome === 'verified') return no(refuse('challenge-needed', { method }));
  const page = sessionNamed(situation, command.page);
  if (!page.ok) return page;
  const way = channel === 'person' ? person : channel;
  const known = confirmedBy === 'verifier' ? verifierIn(situation.recovery, verifier.value) : person;
  return yes({ verifier: known, session: page.value, contact: null, called: null, channel: way });
}

/** Why somebody may not confirm this method: it is not confirmed by people, or by none of their part or relation. */
export function whyNotTheirs(situation: Situation, actor: PersonActor, method: MethodName): Refused | undefined {
  const { confirmedBy } = METHODS[method];
  if (confirmedBy === 'system' || confirmedBy === 'vendor') return refuse('method-not-theirs', { confirmedBy });
  const profile = situation.state.profile.current;
  if (profile === null) return wrongStatus(situation);
  if (confirmedBy === 'verifier') return hasRole(actor, 'verifier') ? undefined : partMissing(actor, 'verifier');
  return relationsOf(profile, actor.person).includes(confirmedBy)
    ? undefined
    : refuse('method-not-theirs', { confirmedBy });
}

/** The page that an attester or verifier named; null for none. */
export function sessionNamed(
  { recovery, context }: Situation,
  name: string | undefined,
): Result<string | null, Refused> {
  if (name === undefined) return yes(null);
  const session = pageNamed(context.wordsOf, recovery, name);
  return session === undefined ? no(refuse('page-unknown')) : yes(session);
}

/**
 * Checks the challenge that a vendor's result names: it must have sent the requester there. So a result fits one recovery and one vendor,
 * and works only once.
 */
function vendorsSource(
  { recovery, context, actor }: Situation,
  { method, outcome, reference }: RecordProof,
): Result<Source, Refused> {
  const { confirmedBy, channel } = METHODS[method];
  if (confirmedBy !== 'vendor') return no(refuse('method-not-theirs', { confirmedBy }));
  const source = actor.by === 'vendor' ? actor.source : null;
  const challenge = recovery.challenges.find((one) => one.id === reference && one.method === method);
  if (challenge === undefined || challenge.vendor !== source)
    return no(refuse('challenge-unknown', { challenge: reference }));
  if (challenge.answered && !isAdverse(outcome)) return no(refuse('challenge-answered', { method }));
  if (outcome === 'verified' && context.now > challenge.expiresAt) return no(refuse('challenge-expired', { method }));
  return yes({ verifier: null, session: challenge.session, contact: null, called: null, channel });
}
