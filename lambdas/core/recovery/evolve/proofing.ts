import type { Authenticator } from '../../proofing/authenticator.ts';
import type { Challenge, Use } from '../../proofing/challenge.ts';
import { asksOf, METHOD_NAMES, type MethodName, methodsAsking } from '../../proofing/methods.ts';
import { CODE_KINDS, type Contact, type ContactKind } from '../../registry/contact.ts';
import { isOneOf, unanswered } from '../../values/family.ts';
import { canonical } from '../../values/hash.ts';
import { stayingOf } from '../state/challenges.ts';
import type { ChallengeEvent, EnrolmentEvent, LedgerEvent } from '../state/events.ts';
import { findRecovery, type Recovery, type StreamState } from '../state/state.ts';

/** The origin of an event, as far as proofing needs it. */
interface Place {
  readonly at: string;
  readonly recovery: string | null;
  readonly command: { readonly type: string };
}

export const isEnrolmentEvent = isOneOf<EnrolmentEvent>({
  AuthenticatorEnrolled: true,
  AuthenticatorRemoved: true,
  AuthenticatorUsed: true,
  RecoveryContactNamed: true,
  RecoveryContactRemoved: true,
});
export const isChallengeEvent = isOneOf<ChallengeEvent>({
  WordsHeard: true,
  ChallengeIssued: true,
  ChallengeAnswered: true,
  ChallengeFailed: true,
});

/** The enrolled authenticators and recovery contacts after one more event. */
export function evolveEnrolment(state: StreamState, event: EnrolmentEvent, at: string): StreamState {
  const { authenticators, recoveryContacts } = state;
  switch (event.type) {
    case 'AuthenticatorEnrolled':
      return { ...state, authenticators: [...authenticators, event.authenticator] };
    case 'AuthenticatorRemoved':
      return { ...state, authenticators: authenticators.filter(({ id }) => id !== event.authenticator) };
    case 'AuthenticatorUsed':
      return { ...state, authenticators: authenticators.map((one) => used(one, event.use, at)) };
    case 'RecoveryContactNamed':
      return { ...state, recoveryContacts: [...recoveryContacts, event.contact] };
    case 'RecoveryContactRemoved':
      return { ...state, recoveryContacts: recoveryContacts.filter(({ id }) => id !== event.contact) };
  }
}

/** A used saved code is replaced by a new one, enrolled at this moment and so with the full minimum age ahead; a counter only rises. */
function used(one: Authenticator, use: Use, at: string): Authenticator {
  if (one.id !== use.authenticator) return one;
  if (use.method === 'saved-code') return { ...use.replacement, id: one.id, enrolledAt: at };
  return one.method === 'saved-code' ? one : { ...one, counter: use.counter };
}

/** The challenges and the pages of a recovery, after one more event. */
export function withChallenge(recovery: Recovery, event: ChallengeEvent): Recovery {
  const changed = (id: string, change: (one: Challenge) => Partial<Challenge>): Recovery => ({
    ...recovery,
    challenges: recovery.challenges.map((one) => (one.id === id ? { ...one, ...change(one) } : one)),
  });
  switch (event.type) {
    case 'WordsHeard':
      return { ...recovery, pages: [...recovery.pages, event.session] };
    case 'ChallengeIssued':
      return {
        ...recovery,
        challenges: stayingOf([...recovery.challenges, { ...event.challenge, failures: 0, answered: false }]),
      };
    case 'ChallengeAnswered':
      return changed(event.challenge, () => ({ answered: true }));
    case 'ChallengeFailed':
      return changed(event.challenge, ({ failures }) => ({ failures: failures + 1 }));
  }
}

/** Counts a wrong answer by the method, or resets the count: after a correct answer, or when everything that was guessed at is gone. */
export function withFailures(after: StreamState, before: StreamState, event: LedgerEvent, place: Place): StreamState {
  const failed = failedMethod(event, place);
  const restarted =
    event.type === 'ProfileConfirmed' || event.type === 'ProfileSynced'
      ? changedMethods(before, after)
      : restartedMethods({ before, after }, event, place);
  if (failed === undefined && restarted.length === 0) return after;
  const kept = Object.entries(after.failures).filter(([method]) => !restarted.includes(method as MethodName));
  const failures: Partial<Record<MethodName, number>> = Object.fromEntries(kept);
  return {
    ...after,
    failures: failed === undefined ? failures : { ...failures, [failed]: (failures[failed] ?? 0) + 1 },
  };
}

/** Refused answers that were not compared still count as attempts. */
const COUNTED: readonly string[] = ['challenge-expired', 'challenge-answered', 'answer-reused'];

/** Whether a refusal of this command counts towards a throttle. */
export const isCountedRefusal = (code: string, command: { readonly type: string }): boolean =>
  command.type === 'AnswerChallenge' && COUNTED.includes(code);

function failedMethod(event: LedgerEvent, { command }: Place): MethodName | undefined {
  if (event.type === 'ChallengeFailed') return event.method;
  if (event.type !== 'CommandRefused' || !isCountedRefusal(event.code, command)) return undefined;
  return (event.facts as { readonly method?: MethodName }).method;
}

interface Change {
  readonly before: StreamState;
  readonly after: StreamState;
}

function restartedMethods({ before, after }: Change, event: LedgerEvent, { recovery }: Place): readonly MethodName[] {
  if (event.type === 'RecoveryContactRemoved')
    return after.recoveryContacts.length === 0 ? methodsAsking('code-passed-on') : [];
  // INVARIANT: enrolling another authenticator and removing it does not reset the count.
  if (event.type === 'AuthenticatorRemoved')
    return methodsAsking('passkey', 'one-time-password', 'saved-code').filter((method) =>
      after.authenticators.every((one) => one.method !== method),
    );
  if (event.type !== 'ChallengeAnswered' || recovery === null) return [];
  const challenges = findRecovery(before, recovery)?.challenges ?? [];
  return challenges.filter(({ id }) => id === event.challenge).map(({ method }) => method);
}

/** Methods whose contacts two administrators have changed: their counts are reset. */
function changedMethods({ profile: before }: StreamState, { profile: after }: StreamState): readonly MethodName[] {
  const ofKind = (contacts: readonly Contact[] | undefined, kind: string) =>
    canonical((contacts ?? []).filter((contact) => contact.kind === kind));
  const isChanged = (kind: string): boolean =>
    ofKind(before.current?.contacts, kind) !== ofKind(after.current?.contacts, kind);
  return METHOD_NAMES.filter((method) => isBoundAnew(method, isChanged));
}

/** Whether a method uses contacts of a kind that has changed. */
function isBoundAnew(method: MethodName, isChanged: (kind: ContactKind) => boolean): boolean {
  const asks = asksOf(method);
  switch (asks.for) {
    case 'code':
      return isChanged(asks.to);
    case 'code-read-back':
      return CODE_KINDS.some(isChanged);
    case 'code-passed-on':
    case 'passkey':
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
