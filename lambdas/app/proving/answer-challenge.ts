import type { Authenticator } from '../../core/proofing/authenticator.ts';
import type { Challenge, Use } from '../../core/proofing/challenge.ts';
import { asksOf } from '../../core/proofing/methods.ts';
import { type Warning, warningsOf } from '../../core/recovery/assess/handover.ts';
import { findRecovery, type StreamState } from '../../core/recovery/state/state.ts';
import { unanswered } from '../../core/values/family.ts';
import { typedCode } from '../../core/values/text.ts';
import type { OneTimePasswords, ProofCodes } from '../../ports/keyed.ts';
import type { PasskeyAssertion, Passkeys } from '../../ports/passkeys.ts';
import type { Boxes, Secret } from '../../ports/secret.ts';
import { findGiven } from '../ledger/load.ts';
import type { SubmitServices, Submitted } from '../ledger/submit.ts';
import { problem } from '../problem.ts';
import { asWebAuthn } from './issue-challenge.ts';
import { findIn, standingAfter, submitFor, type Visit } from './visit.ts';

export interface AnswerServices extends SubmitServices {
  readonly codes: ProofCodes;
  /** Absent where enrolled authenticators cannot answer: then such an answer is wrong. */
  readonly enrolled?: EnrolledServices;
}

/** Services that compare answers of enrolled authenticators. */
export interface EnrolledServices {
  readonly passkeys: Passkeys;
  readonly totp: OneTimePasswords;
  /** Secrets of one-time passwords, each in the box that the authenticator names. */
  readonly totpBoxes: Pick<Boxes, 'open'>;
}

/** A typed code, or a browser's answer. Untrusted. */
export type GivenAnswer = { readonly code: Secret } | { readonly assertion: PasskeyAssertion };

export interface Answer extends Visit {
  readonly challenge: string;
  readonly answer: GivenAnswer;
  /** For a verifier's answer: the two words of the page that the caller has open. */
  readonly page?: string | undefined;
}

export interface Answered extends ReturnType<typeof standingAfter> {
  readonly correct: boolean;
  /** The new saved code that replaces the used one, to be shown once. Null for other answers, and when this answer was given before. */
  readonly savedCode: Secret | null;
  /** For a verifier's answer: what they should know at once. */
  readonly warnings: readonly Warning[];
}

type Compared = { readonly correct: boolean; readonly use?: Use; readonly savedCode?: Secret };

const WRONG: Compared = { correct: false };

/**
 * Compares an answer and submits the result to the ledger, which counts it. A result counts only when it is recorded; two answers at once
 * are decided one after the other. A wrong answer is a normal result; a refusal by the ledger is thrown as a problem.
 *
 * INVARIANT: the result is read from the answer's commit. A repeated command compares nothing again, so nobody learns anything about a
 * guess that was not counted (SP 800-63B-4 section 3.2.2).
 */
export async function answerChallenge(services: AnswerServices, given: Answer): Promise<Answered> {
  const { stream, state, recovery } = await findIn(services, given.recovery);
  const challenge = recovery?.challenges.find(({ id }) => id === given.challenge);
  const isNew = (await findGiven(services, { stream, state }, given.id)) === undefined;
  const isCompared = isNew && challenge !== undefined;
  const compared = isCompared ? await compare(services, { state, challenge }, given.answer) : WRONG;
  const { correct, use } = compared;
  const answer = { type: 'AnswerChallenge', challenge: given.challenge, correct, page: given.page } as const;
  const command = use === undefined ? answer : { ...answer, use };
  const outcome = await submitFor(services, given, { stream, command });
  const savedCode = outcome.repeated ? null : (compared.savedCode ?? null);
  return {
    ...standingAfter(given.recovery, outcome),
    correct: isRight(outcome),
    savedCode,
    warnings: warned(given, outcome),
  };
}

const warned = ({ recovery }: Answer, { state, commit }: Submitted): readonly Warning[] =>
  warningsOf(findRecovery(state, recovery), commit?.commit.events ?? []);

const isRight = ({ commit }: Submitted): boolean =>
  commit?.commit.events.some(({ type }) => type === 'ChallengeAnswered') ?? false;

interface Asked {
  readonly state: StreamState;
  readonly challenge: Challenge;
}

async function compare(services: AnswerServices, asked: Asked, answer: GivenAnswer): Promise<Compared> {
  const { enrolled: at } = services;
  const asks = asksOf(asked.challenge.method);
  const { code, assertion } = { code: undefined, assertion: undefined, ...answer };
  switch (asks.for) {
    case 'passkey':
      return at === undefined || assertion === undefined ? WRONG : comparePasskey(at, asked, assertion);
    case 'one-time-password':
      if (at === undefined || code === undefined) return WRONG;
      return compareTotp(at, asked.state, { given: readable(code, /^\d{6}$/), now: services.surroundings.now() });
    case 'saved-code':
      return code === undefined ? WRONG : compareSaved(services, asked.state, readable(code, ANY_CODE));
    case 'code':
    case 'code-read-back':
    case 'code-passed-on':
      return code === undefined ? WRONG : compareSent(services, asked.challenge, readable(code, ANY_CODE));
    case 'vendor':
    case 'sighting':
    case 'word':
      return WRONG;
    default:
      return unanswered(asks);
  }
}

/** Includes letters, because some count as the digits that they look like. */
const ANY_CODE = /^[0-9A-Za-z]+$/;

/**
 * The code, if it has the form of that method. Throws `fields-invalid` otherwise: a malformed code is refused and does not count as a wrong
 * answer.
 */
function readable(code: Secret, form: RegExp): Secret {
  if (form.test(typedCode(code.reveal()))) return code;
  throw problem('fields-invalid', { facts: { errors: [{ pointer: '/code', mistake: 'malformed' }] } });
}

async function compareSent({ codes }: AnswerServices, { hash, id }: Challenge, given: Secret): Promise<Compared> {
  if (hash === null) return WRONG;
  return { correct: (await codes.find(given, [{ hash, salt: id }])) !== undefined };
}

const kept = <Method extends Authenticator['method']>(state: StreamState, method: Method) =>
  state.authenticators.filter(
    (one): one is Extract<Authenticator, { readonly method: Method }> => one.method === method,
  );

/** A used code is replaced in the same commit (SP 800-63B-4 section 4.2.1.1). */
async function compareSaved({ codes }: AnswerServices, state: StreamState, given: Secret): Promise<Compared> {
  const found = await codes.find(given, kept(state, 'saved-code'));
  if (found === undefined) return WRONG;
  const savedCode = codes.saved();
  const salt = codes.salt();
  const replacement = { method: 'saved-code', hash: await codes.hash(savedCode, salt), salt } as const;
  return { correct: true, use: { method: 'saved-code', authenticator: found.id, replacement }, savedCode };
}

async function comparePasskey(
  { passkeys }: EnrolledServices,
  { state, challenge }: Asked,
  assertion: PasskeyAssertion,
): Promise<Compared> {
  const passkey = kept(state, 'passkey').find(({ credentialId }) => credentialId === assertion.id);
  if (passkey === undefined || challenge.hash === null) return WRONG;
  const asserted = await passkeys.verify(assertion, passkey, asWebAuthn(challenge.hash));
  if (!asserted.ok) return WRONG;
  return { correct: true, use: { method: 'passkey', authenticator: passkey.id, counter: asserted.value.counter } };
}

/** A time step counts once: the ledger refuses one that is not later than the last. */
async function compareTotp(
  { totp, totpBoxes }: EnrolledServices,
  state: StreamState,
  { given, now }: { readonly given: Secret; readonly now: string },
): Promise<Compared> {
  for (const { id, box } of kept(state, 'totp')) {
    const secret = await totpBoxes.open(box);
    const step = secret === undefined ? null : totp.stepOf(given, secret, now);
    if (step !== null) return { correct: true, use: { method: 'totp', authenticator: id, counter: step } };
  }
  return WRONG;
}
