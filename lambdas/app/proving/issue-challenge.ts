import type { Challenge, Purpose } from '../../core/proofing/challenge.ts';
import { asksOf, METHODS, type MethodName } from '../../core/proofing/methods.ts';
import type { DecisionContext } from '../../core/recovery/decision.ts';
import type { StreamState } from '../../core/recovery/state.ts';
import { unanswered } from '../../core/values/family.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { Delivery } from '../../ports/delivery.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { ProofCodes } from '../../ports/proof-codes.ts';
import type { Secret } from '../../ports/secret.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { codeMessage } from '../messages/code-message.ts';
import { languageOf } from '../messages/language.ts';
import { problem, refusalProblem } from '../problem.ts';
import { asWebAuthn, passkeyHash } from './passkey-challenge.ts';
import { isOwnersMailbox, recipientOf } from './recipient.ts';
import { type Found, findIn, submitFor, type Visit } from './visit.ts';

export interface IssueServices extends SubmitServices {
  readonly codes: ProofCodes;
  readonly delivery: Delivery;
  readonly ways: DecisionContext['ways'];
  /** The relying party of passkeys; absent where nobody is asked for one. */
  readonly party?: string;
}

export interface ChallengeOrder extends Visit {
  readonly method: string;
  /** The contact that the code goes to; null for methods that send nothing. */
  readonly contact: string | null;
  /** For a call-back: the registered contact that is called. */
  readonly called?: string | null;
  /** The vendor that the requester is sent to. */
  readonly vendor?: string | null;
  /** What the answer is for; absent: to prove. */
  readonly purpose?: Purpose;
}

export interface IssuedChallenge {
  readonly challenge: string;
  readonly method: MethodName;
  readonly expiresAt: Instant;
  /** For a passkey: what `navigator.credentials.get` is asked for; texts that are bytes are base64url. */
  readonly passkey: PasskeyRequest | null;
}

export interface PasskeyRequest {
  readonly challenge: string;
  readonly rpId: string;
  readonly userVerification: 'required';
  readonly allowCredentials: readonly { readonly type: 'public-key'; readonly id: string }[];
}

/**
 * Asks for a proof. The hash is in the ledger before the code is on its way: a crash in between is a code that never comes, and asking
 * again under the same command sends nothing that was not recorded. The code exists in this function and in the message, and nowhere else.
 * Throws the refusal; `contact-not-independent` also for a recovery contact whose mailbox is the owner's, which the account alone does not tell.
 */
export async function issueChallenge(services: IssueServices, order: ChallengeOrder): Promise<IssuedChallenge> {
  const { contact, called = null, vendor = null, purpose = 'prove', id } = order;
  const method = methodOf(order.method);
  const found = await findIn(services, order.recovery);
  if (asksOf(method).for === 'code-passed-on' && (await isOwnersMailbox(services, found.state, contact)))
    throw refusalProblem({ code: 'contact-not-independent', facts: { contact } }, { stream: found.stream });
  const { code, hash } = await madeFor(services, method, order);
  const command = { type: 'IssueChallenge', method, purpose, vendor, contact, called, hash } as const;
  const { state } = await submitFor(services, order, { stream: found.stream, command });
  const challenge = issuedIn(state, order);
  // The same command again: what was hashed then is not the code that was made now.
  if (code !== undefined && challenge.hash === hash) await send(services, { ...found, state }, { challenge, code });
  const isPasskey = asksOf(method).for === 'passkey';
  const passkey = isPasskey ? passkeyRequest(services, state, asWebAuthn(challenge.hash ?? '')) : null;
  return { challenge: id, method, expiresAt: challenge.expiresAt, passkey };
}

/** Throws `fields-invalid` for a method that there is not. */
function methodOf(name: string): MethodName {
  if (!Object.hasOwn(METHODS, name)) throw problem('fields-invalid', { facts: { errors: [{ pointer: '/method' }] } });
  return name as MethodName;
}

/** What is made before it is asked: the code that is sent, and the hash that the answer is compared with. */
async function madeFor(
  { codes }: IssueServices,
  method: MethodName,
  { recovery, id }: Visit,
): Promise<{ readonly code?: Secret; readonly hash: string | null }> {
  const asks = asksOf(method);
  switch (asks.for) {
    case 'code':
    case 'code-read-back':
    case 'code-passed-on': {
      const code = codes.issued();
      return { code, hash: await codes.hash(code, id) };
    }
    case 'passkey':
      return { hash: passkeyHash(recovery, id) };
    case 'one-time-password':
    case 'saved-code':
    case 'vendor':
    case 'sighting':
    case 'word':
      return { hash: null };
    default:
      return unanswered(asks);
  }
}

/** Throws `recovery-ended` where the recovery has ended since, which no challenge survives. */
function issuedIn(state: StreamState, { recovery, id }: Visit): Challenge {
  const challenge = state.recoveries[recovery]?.challenges.find((one) => one.id === id);
  if (challenge === undefined) throw refusalProblem({ code: 'recovery-ended', facts: {} }, { recorded: true });
  return challenge;
}

async function send(
  services: IssueServices,
  { state }: Found,
  { challenge, code }: { readonly challenge: Challenge; readonly code: Secret },
): Promise<void> {
  const to = await recipientOf(services, state, challenge.contact ?? '');
  if (to === undefined) throw new AdapterError('contact-unreachable', { retryable: false });
  const { method, expiresAt } = challenge;
  const now = services.surroundings.now();
  await services.delivery.send(to, codeMessage({ method, now, expiresAt, code, language: languageOf(state) }));
}

const passkeyRequest = ({ party = '' }: IssueServices, state: StreamState, challenge: string): PasskeyRequest => ({
  challenge,
  rpId: party,
  userVerification: 'required',
  allowCredentials: state.authenticators.flatMap((one) =>
    one.method === 'passkey' ? [{ type: 'public-key' as const, id: one.credentialId }] : [],
  ),
});
