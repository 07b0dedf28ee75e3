import { minAgesOf } from '../../policy/policy.ts';
import { isDeviceBound } from '../../proofing/authenticator.ts';
import type { Challenge, Purpose, Use } from '../../proofing/challenge.ts';
import { asksOf, METHODS, type MethodName } from '../../proofing/methods.ts';
import { isGivenOnPage, type Outcome, type Proof } from '../../proofing/proof.ts';
import { isSettled, wayTo } from '../../registry/contact.ts';
import { unanswered } from '../../values/family.ts';
import { type Instant, plusSeconds } from '../../values/instant.ts';
import { yes } from '../../values/result.ts';
import { decideHearing } from '../assess/pages.ts';
import { whyNotDeviceBound, whyNotPermitted } from '../assess/permitted.ts';
import { whyNotBrought, whyNotReached } from '../assess/reach.ts';
import { isOneTooMany } from '../state/challenges.ts';
import type { ProofingCommand } from '../state/commands.ts';
import { type Decision as Answer, accept, frozen, refuse } from '../state/decision.ts';
import type { LedgerEvent } from '../state/events.ts';
import { deadlineOf, isBeforeExecution } from '../state/life.ts';
import {
  hasRole,
  humanAs,
  partMissing,
  type Refused,
  type Situation,
  verifierIn,
  wrongStatus,
} from '../state/situation.ts';
import { hasRoom, isFull } from '../state/size.ts';
import { isHeldUp } from '../state/state.ts';
import { isPagesProof, isRepeated, proofEvents, sessionNamed } from './proof.ts';

type Of<Type extends ProofingCommand['type']> = Extract<ProofingCommand, { type: Type }>;

/**
 * Decides on challenges and answers. An answer after the proof stage proves nothing, but it identifies somebody well enough to stop the
 * recovery (rule 11): also while the account is frozen, when all else is refused.
 */
export function decideProofing(situation: Situation, command: ProofingCommand): Answer {
  const { recovery, context, state } = situation;
  if (!LIVE.includes(recovery.status) || recovery.plan === null) return wrongStatus(situation);
  const deadline = deadlineOf(recovery);
  if (isBeforeExecution(recovery) && deadline !== null && context.now >= deadline)
    return refuse('window-passed', { deadline });
  if (isHeldUp(state, recovery.action) && purposeOf(situation, command) !== 'stop') return frozen(state.freeze);
  switch (command.type) {
    case 'HearWords':
      return decideHearing(situation, command.heard);
    case 'IssueChallenge':
      return issue(situation, command);
    case 'AnswerChallenge':
      return answer(situation, command);
  }
}

function purposeOf({ recovery }: Situation, command: ProofingCommand): Purpose | undefined {
  if (command.type === 'HearWords') return 'prove';
  if (command.type === 'IssueChallenge') return command.purpose;
  return recovery.challenges.find(({ id }) => id === command.challenge)?.purpose;
}

const LIVE: readonly string[] = ['proofing', 'approving', 'approved', 'executing', 'granted'];

function issue(situation: Situation, command: Of<'IssueChallenge'>): Answer {
  const { recovery, context, commandId, actor } = situation;
  const { method, contact, called = null, vendor = null, purpose = 'prove', hash } = command;
  const { window } = METHODS[method];
  if (purpose === 'stop' && recovery.stopped) return wrongStatus(situation);
  const stranger = whyNotAsked(situation, command);
  if (stranger !== undefined) return stranger;
  const isWhole = (hash !== null) === isHashed(method) && (vendor !== null) === (asksOf(method).for === 'vendor');
  if (window === null || !isWhole) return refuse('challenge-mismatch', { method });
  const reach = { method, contact, called };
  const barred =
    purpose === 'prove' ? whyNotPermitted(situation, { method, channel: kindOf(situation, contact) }) : undefined;
  const reason =
    barred ?? whyThrottled(situation, method) ?? whyNotReached(situation, reach) ?? whyNotBrought(situation, reach);
  if (reason !== undefined) return reason;
  const session = actor.by === 'visitor' ? actor.session : null;
  if (isOneTooMany(recovery, { session, contact, purpose }, context.now) || isFull(situation.state, recovery.action))
    return refuse('too-many-challenges', { issued: recovery.challenges.length });
  const expiresAt = lastMoment(situation, purpose, plusSeconds(context.now, window));
  return accept({
    type: 'ChallengeIssued',
    challenge: { id: commandId, method, purpose, vendor, contact, called, hash, expiresAt, session },
  });
}

/** The kind of a registered contact; empty for any other, which no policy bars. */
const kindOf = ({ state }: Situation, contact: string | null): string =>
  state.profile.current?.contacts.find(({ id }) => id === contact)?.kind ?? '';

/** A challenge that proves ends with its stage, as page and message say; one that only stops has its whole window. */
function lastMoment({ recovery }: Situation, purpose: Purpose, whole: Instant): Instant {
  const deadline = purpose === 'prove' && isBeforeExecution(recovery) ? deadlineOf(recovery) : null;
  return deadline !== null && deadline < whole ? deadline : whole;
}

/** Whether a challenge stores the hash that the answer is compared with. */
export function isHashed(method: MethodName): boolean {
  const asks = asksOf(method);
  switch (asks.for) {
    case 'code':
    case 'code-read-back':
    case 'code-passed-on':
    case 'passkey':
      return true;
    case 'one-time-password':
    case 'saved-code':
    case 'vendor':
    case 'sighting':
    case 'word':
      return false;
    default:
      return unanswered(asks);
  }
}

/** A verifier asks by calling back; every other challenge is issued on the requester's page. Only page answers can stop. */
function whyNotAsked(situation: Situation, { method, purpose }: Of<'IssueChallenge'>): Refused | undefined {
  const { confirmedBy, window } = METHODS[method];
  if (window === null || (purpose === 'stop' && confirmedBy !== 'system'))
    return refuse('method-not-theirs', { confirmedBy });
  if (confirmedBy === 'verifier') return whyNoVerifier(situation);
  return situation.actor.by === 'visitor' ? undefined : refuse('method-not-theirs', { confirmedBy });
}

function whyNoVerifier(situation: Situation): Refused | undefined {
  const verifier = humanAs('verifier', situation);
  if (!verifier.ok) return verifier.no;
  return hasRole(verifier.value, 'verifier') ? undefined : partMissing(verifier.value, 'verifier');
}

function whyThrottled({ state }: Situation, method: MethodName): Refused | undefined {
  const { throttle } = METHODS[method];
  const failures = state.failures[method] ?? 0;
  return throttle === null || failures < throttle.inARow ? undefined : refuse('method-throttled', { method, failures });
}

function answer(situation: Situation, command: Of<'AnswerChallenge'>): Answer {
  const challenge = situation.recovery.challenges.find(({ id }) => id === command.challenge);
  if (challenge === undefined) return refuse('challenge-unknown', { challenge: command.challenge });
  const reason = whyNotTaken(situation, challenge);
  if (reason !== undefined) return reason;
  if (!command.correct) return accept(...failed(situation, challenge));
  const { use } = command;
  const unusable = whyNotReached(situation, challenge) ?? whyNotUsable(situation, challenge, use);
  if (unusable !== undefined) return unusable;
  const page = challenge.session === null ? sessionNamed(situation, command.page) : NO_OTHER;
  if (!page.ok) return page.no;
  const used: readonly LedgerEvent[] = use === undefined ? [] : [{ type: 'AuthenticatorUsed', use }];
  const made = proofBy(situation, challenge, { outcome: 'verified', authenticator: use?.authenticator });
  const proof = { ...made, session: made.session ?? page.value };
  const copied = challenge.purpose === 'prove' ? whyNotDeviceBound(situation, proof) : undefined;
  if (copied !== undefined) return copied;
  const proves = challenge.purpose === 'prove' && isProof(situation, proof) ? proofEvents(situation, proof) : [];
  return accept(...used, { type: 'ChallengeAnswered', challenge: challenge.id }, ...proves);
}

/** Why an answer is not compared: it comes from somebody else, too late, or again. */
function whyNotTaken(situation: Situation, challenge: Challenge): Refused | undefined {
  const { actor, context, state, recovery } = situation;
  const { method, session, expiresAt, answered, failures, purpose } = challenge;
  const { throttle, confirmedBy } = METHODS[method];
  if (confirmedBy === 'vendor' || throttle === null) return refuse('method-not-theirs', { confirmedBy });
  if (session === null) {
    const stranger = whyNoVerifier(situation);
    if (stranger !== undefined) return stranger;
  } else if (actor.by !== 'visitor' || actor.session !== session)
    return refuse('challenge-unknown', { challenge: challenge.id });
  const throttled = whyThrottled(situation, method);
  if (throttled !== undefined) return throttled;
  if (answered || failures >= throttle.perChallenge) return refuse('challenge-answered', { method });
  if (context.now > expiresAt) return refuse('challenge-expired', { method });
  return purpose === 'prove' && !hasRoom(state, recovery, recovery.proofs) ? refuse('recovery-full') : undefined;
}

/** Records a wrong answer. The last one allowed is a failed proof, which no other method or agent can repair (rule 10). */
function failed(situation: Situation, challenge: Challenge): readonly LedgerEvent[] {
  const { id, method, failures } = challenge;
  const event: LedgerEvent = { type: 'ChallengeFailed', challenge: id, method };
  if (failures + 1 < (METHODS[method].throttle?.perChallenge ?? 1)) return [event];
  return [event, ...proofEvents(situation, proofBy(situation, challenge, { outcome: 'failed' }))];
}

/** Why an answer by an enrolled authenticator does not count: it is another one, too new, or already used. */
function whyNotUsable({ state, context }: Situation, { method }: Challenge, use: Use | undefined): Refused | undefined {
  const group = METHODS[method].class;
  const isEnrolled = group === 'saved-code' || group === 'bound-authenticator';
  if (use === undefined) return isEnrolled ? refuse('challenge-mismatch', { method }) : undefined;
  const one = state.authenticators.find(({ id }) => id === use.authenticator);
  if (one === undefined || one.method !== method || use.method !== method)
    return refuse('challenge-mismatch', { method });
  if (!isSettled({ since: one.enrolledAt }, context.now, minAgesOf(context.policy).authenticator))
    return refuse('authenticator-too-new', { method });
  if (one.method === 'saved-code' || use.method === 'saved-code') return undefined;
  // A passkey that does not count always reports 0; every other counter must rise with each use.
  const countsNothing = one.method === 'passkey' && one.counter === 0 && use.counter === 0;
  return countsNothing || use.counter > one.counter ? undefined : refuse('answer-reused', { method });
}

function proofBy(
  situation: Situation,
  challenge: Challenge,
  { outcome, authenticator }: { readonly outcome: Outcome; readonly authenticator?: string | undefined },
): Proof {
  const { context, actor, state } = situation;
  const { method, session, called } = challenge;
  const { channel, class: group } = METHODS[method];
  const named = state.recoveryContacts.find(({ id }) => id === challenge.contact)?.person ?? null;
  const registered = state.profile.current?.contacts ?? [];
  const target = group === 'issued-code' ? registered.find(({ id }) => id === challenge.contact) : undefined;
  const way = target === undefined ? channel : wayTo(target, registered);
  const caller = actor.by === 'person' ? verifierIn(situation.recovery, actor) : null;
  const enrolled = state.authenticators.find(({ id }) => id === authenticator);
  return {
    ...{ id: context.newId, method, outcome, reference: challenge.id, seen: [], at: context.now, session },
    verifier: asksOf(method).for === 'code-passed-on' ? named : caller,
    contact: authenticator ?? challenge.contact,
    called,
    channel: way === 'person' ? (named ?? way) : way,
    ...(enrolled !== undefined && isDeviceBound(enrolled) ? { deviceBound: true as const } : {}),
  };
}

/** The challenge was issued to a page, so its session is already known. */
const NO_OTHER = yes(null);

/** Whether a correct answer is a proof: for a page by `isPagesProof`; for a verifier at a stage that takes proofs, if not a repetition. */
function isProof(situation: Situation, proof: Proof): boolean {
  if (isGivenOnPage(proof)) return isPagesProof(situation, proof);
  const { status } = situation.recovery;
  return (status === 'proofing' || status === 'approving') && !isRepeated(situation, proof);
}
