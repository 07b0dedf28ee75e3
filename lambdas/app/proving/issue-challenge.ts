import type { Challenge, Purpose } from '../../core/proofing/challenge.ts';
import { asksOf, METHODS, type MethodName } from '../../core/proofing/methods.ts';
import type { DecisionContext } from '../../core/recovery/decision.ts';
import type { RecoveryId, StreamState } from '../../core/recovery/state.ts';
import type { AccountProfile } from '../../core/registry/account.ts';
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

/**
 * Where a contact's messages go, by the registry: a registered contact of the account, or the mailbox of a person whom the owner has named.
 * Undefined for one that neither is.
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
 * Whether a mailbox of this recovery contact is one of the owner's, by the contacts of the account or by the registry: then what comes over
 * it is no word of somebody else. False for what is no recovery contact.
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

/** What asks somebody for a proof who has the page of a recovery open. */
export interface Challenger {
  /** A code is on its way when this returns. Throws the refusal as a problem, recorded already. */
  challenge(order: {
    readonly id: string;
    readonly method: string;
    readonly contact: string | null;
    readonly vendor?: string | null;
    readonly purpose?: Purpose;
  }): Promise<IssuedChallenge>;
}

export const challengerOf = (services: IssueServices, page: OpenPage): Challenger => ({
  challenge: (order) =>
    issueChallenge(services, { recovery: page.recovery, actor: visitor(page), via: 'requesterChallenge', ...order }),
});

/**
 * What a passkey must sign to answer a challenge: 256 bits over the recovery and the challenge, whose id nobody knew before it was asked.
 * An answer to another recovery, or to an earlier challenge, is an answer to something else.
 */
export const passkeyHash = (recovery: RecoveryId, challenge: string): string =>
  digestOf({ purpose: 'passkey', recovery, challenge });

/** The same as WebAuthn spells it. */
export const asWebAuthn = (hash: string): string => Buffer.from(hash, 'hex').toString('base64url');
