import type { HelpDesk } from '../../contract/help-desk.ts';
import type { Challenge, Purpose } from '../../core/proofing/challenge.ts';
import { asksOf, METHODS, type MethodName } from '../../core/proofing/methods.ts';
import type { DecisionContext } from '../../core/recovery/state/decision.ts';
import type { RecoveryId, StreamState } from '../../core/recovery/state/state.ts';
import type { AccountProfile, Language } from '../../core/registry/account.ts';
import { isSameReach } from '../../core/registry/contact.ts';
import type { PersonId } from '../../core/registry/person.ts';
import { unanswered } from '../../core/values/family.ts';
import { digestOf } from '../../core/values/hash.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { Delivery, Recipient } from '../../ports/delivery.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { ProofCodes } from '../../ports/keyed.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { Secret } from '../../ports/secret.ts';
import { load } from '../ledger/load.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { codeMessage } from '../messages/code-message.ts';
import { languageOf } from '../messages/texts.ts';
import { problem, refusalProblem } from '../problem.ts';
import { type Found, findIn, type OpenPage, submitFor, type Visit, visitor } from './visit.ts';

export interface IssueServices extends SubmitServices {
  readonly codes: ProofCodes;
  readonly delivery: Delivery;
  readonly ways: DecisionContext['ways'];
  /** The relying party of passkeys; absent where no passkey is used. */
  readonly party?: string;
  /** Whose messages these are. */
  readonly helpDesk: HelpDesk;
}

export interface ChallengeOrder extends Visit {
  readonly method: string;
  /** The contact that receives the code; null for methods that send nothing. */
  readonly contact: string | null;
  /** For a call-back: the registered contact that the verifier calls. */
  readonly called?: string | null;
  /** The vendor that the requester is sent to. */
  readonly vendor?: string | null;
  /** The purpose of the answer; absent: `prove`. */
  readonly purpose?: Purpose;
  /** The language of the page that asked, for a code to its own reader; null: that of the account. */
  readonly language?: Language | null;
}

export interface IssuedChallenge {
  readonly challenge: string;
  readonly method: MethodName;
  readonly expiresAt: Instant;
  /** For a passkey: the options for `navigator.credentials.get`; bytes are base64url texts. */
  readonly passkey: PasskeyRequest | null;
}

export interface PasskeyRequest {
  readonly challenge: string;
  readonly rpId: string;
  readonly userVerification: 'required';
  readonly allowCredentials: readonly { readonly type: 'public-key'; readonly id: string }[];
}

/**
 * Issues a challenge. The hash is in the ledger before the code is sent: after a crash in between, no code arrives, and a repeated command
 * sends nothing unrecorded. The code is only in this function and in the message. Throws the refusal; also throws `contact-not-independent`
 * for a recovery contact with a mailbox of the owner, which the account's own stream does not show.
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
  // For a repeated command the recorded hash belongs to the earlier code, so the new code is not sent.
  if (code !== undefined && challenge.hash === hash)
    await send(services, { ...found, state }, { challenge, code, asked: order.language ?? null });
  const isPasskey = asksOf(method).for === 'passkey';
  const passkey = isPasskey ? passkeyRequest(services, state, asWebAuthn(challenge.hash ?? '')) : null;
  return { challenge: id, method, expiresAt: challenge.expiresAt, passkey };
}

/** Throws `fields-invalid` for an unknown method. */
function methodOf(name: string): MethodName {
  if (!Object.hasOwn(METHODS, name)) throw problem('fields-invalid', { facts: { errors: [{ pointer: '/method' }] } });
  return name as MethodName;
}

/** The parts made before issuing: the code to send, and the hash for comparing the answer. */
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

/** Throws `recovery-ended` when the recovery has ended meanwhile: its challenges are gone. */
function issuedIn(state: StreamState, { recovery, id }: Visit): Challenge {
  const challenge = state.recoveries[recovery]?.challenges.find((one) => one.id === id);
  if (challenge === undefined) throw refusalProblem({ code: 'recovery-ended', facts: {} }, { recorded: true });
  return challenge;
}

async function send(
  services: IssueServices,
  { state }: Found,
  { challenge, code, asked }: { readonly challenge: Challenge; readonly code: Secret; readonly asked: Language | null },
): Promise<void> {
  const to = await recipientOf(services, state, challenge.contact ?? '');
  if (to === undefined) throw new AdapterError('contact-unreachable', { retryable: false });
  const { method, expiresAt } = challenge;
  const now = services.surroundings.now();
  const { helpDesk } = services;
  // Whoever passes a code on did not open the page.
  const isPassedOn = asksOf(method).for === 'code-passed-on';
  const language = (isPassedOn ? null : asked) ?? languageOf(state);
  await services.delivery.send(to, codeMessage({ method, now, expiresAt, code, language, helpDesk }));
}

const passkeyRequest = ({ party = '' }: IssueServices, state: StreamState, challenge: string): PasskeyRequest => ({
  challenge,
  rpId: party,
  userVerification: 'required',
  allowCredentials: state.authenticators.flatMap((one) =>
    one.method === 'passkey' ? [{ type: 'public-key' as const, id: one.credentialId }] : [],
  ),
});

/**
 * The address of a contact, from the registry: a registered contact of the account, or the mailbox of a recovery contact. Undefined for any
 * other id.
 */
export async function recipientOf(
  { ledger }: { readonly ledger: Ledger },
  state: StreamState,
  contact: string,
): Promise<Recipient | undefined> {
  const own = state.profile.current?.contacts.find(({ id }) => id === contact);
  if (own !== undefined) return reachOf(own);
  const named = state.recoveryContacts.find(({ id }) => id === contact);
  if (named === undefined) return undefined;
  const address = (await load(ledger, named.person)).person.current?.addresses[0];
  return address === undefined ? undefined : { kind: 'email', address };
}

/**
 * Whether this recovery contact has a mailbox of the owner, by the account's contacts or the registry: then a code through it proves
 * nothing about another person. False for an id that is no recovery contact.
 */
export async function isOwnersMailbox(
  { ledger }: { readonly ledger: Ledger },
  { profile, recoveryContacts }: StreamState,
  contact: string | null,
): Promise<boolean> {
  const named = recoveryContacts.find(({ id }) => id === contact);
  if (named === undefined) return false;
  const owner = profile.current?.owner ?? null;
  const own = [...(profile.current?.contacts ?? []), ...(owner === null ? [] : await mailboxesOf(ledger, owner))];
  return (await mailboxesOf(ledger, named.person)).some((one) => own.some((other) => isSameReach(one, other)));
}

const mailboxesOf = async (ledger: Ledger, person: PersonId): Promise<readonly Recipient[]> =>
  ((await load(ledger, person)).person.current?.addresses ?? []).map((address) => ({ kind: 'email', address }));

export const reachOf = ({ kind, address }: AccountProfile['contacts'][number]): Recipient => ({ kind, address });

/** Issues challenges to an open page of a recovery. */
export interface Challenger {
  /** A code has been sent when this returns. Throws the refusal as a problem, already recorded. */
  challenge(order: {
    readonly id: string;
    readonly method: string;
    readonly contact: string | null;
    readonly vendor?: string | null;
    readonly purpose?: Purpose;
    readonly language?: Language | null;
  }): Promise<IssuedChallenge>;
}

export const challengerOf = (services: IssueServices, page: OpenPage): Challenger => ({
  challenge: (order) =>
    issueChallenge(services, { recovery: page.recovery, actor: visitor(page), via: 'requesterChallenge', ...order }),
});

/**
 * The value that a passkey must sign for a challenge: 256 bits over the recovery and the challenge, whose id was unknown before. So an
 * answer to another recovery or an earlier challenge does not match.
 */
export const passkeyHash = (recovery: RecoveryId, challenge: string): string =>
  digestOf({ purpose: 'passkey', recovery, challenge });

/** The same value in WebAuthn's spelling. */
export const asWebAuthn = (hash: string): string => Buffer.from(hash, 'hex').toString('base64url');
