import { AUTHENTICATOR_SECONDS } from '../../core/proofing/numbers.ts';
import type { LedgerEvent } from '../../core/recovery/events.ts';
import { digestOf } from '../../core/values/hash.ts';
import type { OneTimePasswords, ProofCodes } from '../../ports/keyed.ts';
import { PASSKEY_ALGORITHMS, type PasskeyRegistration, type Passkeys } from '../../ports/passkeys.ts';
import { type Boxes, Secret } from '../../ports/secret.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { Problem, refusalProblem } from '../problem.ts';
import { asWebAuthn } from '../proving/issue-challenge.ts';
import { giveAsOwner, type OwnerRequest, ownAccount } from './owner.ts';

export type EnrolServices = CodeServices & PasskeyServices & TotpServices;

/** What is enrolled, with what it brings. */
export type EnrolInput =
  | { readonly method: 'saved-code' }
  | { readonly method: 'passkey'; readonly registration: PasskeyRegistration }
  | { readonly method: 'totp'; readonly secret: string; readonly password: string };

/** What it takes to enrol one: nothing is kept yet. */
export const offerAuthenticator = (
  services: EnrolServices,
  { method, ...owner }: Omit<OwnerRequest, 'id'> & { readonly method: 'passkey' | 'totp' },
): Promise<object> => (method === 'passkey' ? offerPasskey(services, owner) : offerTotp(services, owner));

export async function enrolAuthenticator(
  services: EnrolServices,
  owner: OwnerRequest,
  input: EnrolInput,
): Promise<object> {
  switch (input.method) {
    case 'saved-code':
      return enrolSavedCode(services, owner);
    case 'passkey':
      return enrolPasskey(services, owner, input.registration);
    case 'totp': {
      const { secret, password } = input;
      return enrolTotp(services, owner, { secret: new Secret(secret), password: new Secret(password) });
    }
  }
}

export interface CodeServices extends SubmitServices {
  readonly codes: ProofCodes;
}

/**
 * A saved code, shown once; a used one is replaced on the spot, so that one is enough. `code` is null where the same command was given
 * before: the code that was shown then is the one that counts, and is nowhere any more.
 */
export async function enrolSavedCode(services: CodeServices, owner: OwnerRequest) {
  await ownAccount(services, owner);
  const code = services.codes.saved();
  const salt = services.codes.salt();
  const data = { method: 'saved-code', hash: await services.codes.hash(code, salt), salt } as const;
  const { repeated } = await giveAsOwner(services, owner, { type: 'EnrolAuthenticator', data });
  return {
    account: owner.account,
    authenticator: owner.id,
    method: 'saved-code',
    code: repeated ? null : code.reveal(),
  };
}

export interface PasskeyServices extends SubmitServices {
  readonly passkeys: Passkeys;
}

/** What `navigator.credentials.create` is asked for; texts that are bytes are base64url. */
export async function offerPasskey(services: PasskeyServices, owner: Omit<OwnerRequest, 'id'>) {
  const { authenticators } = await ownAccount(services, owner);
  const { party } = services.passkeys;
  return {
    challenge: challengeAt(owner, windowOf(services)),
    rp: { id: party, name: 'Countersign' },
    user: { id: userHandle(owner.account), name: owner.account, displayName: owner.account },
    pubKeyCredParams: Object.values(PASSKEY_ALGORITHMS).map((alg) => ({ type: 'public-key', alg })),
    authenticatorSelection: { residentKey: 'discouraged', userVerification: 'required' },
    attestation: 'none',
    excludeCredentials: authenticators.flatMap((one) =>
      one.method === 'passkey' ? [{ type: 'public-key', id: one.credentialId }] : [],
    ),
  };
}

/** Keeps a passkey that was made for the offer of now, or of the window before. Throws `challenge-mismatch`, with the flaw, for any other. */
export async function enrolPasskey(services: PasskeyServices, owner: OwnerRequest, registration: PasskeyRegistration) {
  await ownAccount(services, owner);
  const { account } = owner;
  const window = windowOf(services);
  const now = await services.passkeys.register(registration, challengeAt(owner, window));
  const isOlder = !now.ok && now.no === 'wrong-challenge';
  const made = isOlder ? await services.passkeys.register(registration, challengeAt(owner, window - 1)) : now;
  if (!made.ok)
    throw refusalProblem(
      { code: 'challenge-mismatch', facts: { method: 'passkey', flaw: made.no } },
      { stream: account },
    );
  await giveAsOwner(services, owner, { type: 'EnrolAuthenticator', data: { method: 'passkey', ...made.value } });
  return { account, authenticator: owner.id, method: 'passkey' };
}

const windowOf = ({ surroundings }: SubmitServices): number =>
  Math.floor(Date.parse(surroundings.now()) / 1000 / AUTHENTICATOR_SECONDS);

/**
 * Bound to the account, the person and the time. Nothing signs it where no attestation is asked for; what vouches for a new passkey is the
 * owner's session, and the minimum age before it counts.
 */
const challengeAt = ({ account, actor }: Omit<OwnerRequest, 'id'>, window: number): string =>
  asWebAuthn(digestOf({ purpose: 'passkey-enrolment', account, person: actor.person, window }));

/** A name for the authenticator's memory that is nobody's name. */
const userHandle = (account: string): string => asWebAuthn(digestOf({ purpose: 'passkey-user', account }));

export interface TotpServices extends SubmitServices {
  readonly totp: OneTimePasswords;
  readonly totpBoxes: Pick<Boxes, 'put' | 'destroy'>;
}

/** A fresh secret for an app. Nothing is kept yet: it counts once a password of it has come back. */
export async function offerTotp(services: TotpServices, owner: Omit<OwnerRequest, 'id'>) {
  await ownAccount(services, owner);
  const secret = services.totp.newSecret();
  return { secret: secret.reveal(), address: services.totp.address(secret, owner.account).reveal() };
}

/**
 * Keeps the secret of an app that has shown that it has it. Boxed before the ledger says so, under a name that no other attempt has: what a
 * crash leaves behind is a box that nobody asks for. Throws `answer-wrong`, recorded.
 */
export async function enrolTotp(
  services: TotpServices,
  owner: OwnerRequest,
  { secret, password }: { readonly secret: Secret; readonly password: Secret },
) {
  const { id, account } = owner;
  await ownAccount(services, owner);
  const counter = services.totp.stepOf(password, secret, services.surroundings.now());
  if (counter === null) throw refusalProblem({ code: 'answer-wrong', facts: { method: 'totp' } }, { stream: account });
  const box = services.surroundings.newId();
  await services.totpBoxes.put(box, secret);
  // The password that enrols it is used up by that.
  const command = { type: 'EnrolAuthenticator', data: { method: 'totp', box, counter } } as const;
  // INVARIANT: a box is destroyed only where the ledger has said that no authenticator names it. Without an answer, one may.
  const { commit } = await giveAsOwner(services, owner, command).catch(async (error: unknown) => {
    if (error instanceof Problem) await services.totpBoxes.destroy(box);
    throw error;
  });
  if (!commit?.commit.events.some((event) => names(event, box))) await services.totpBoxes.destroy(box);
  return { account, authenticator: id, method: 'totp' };
}

const names = (event: LedgerEvent, box: string): boolean =>
  event.type === 'AuthenticatorEnrolled' && event.authenticator.method === 'totp' && event.authenticator.box === box;
