import { AUTHENTICATOR_SECONDS } from '../../core/proofing/numbers.ts';
import type { LedgerEvent } from '../../core/recovery/state/events.ts';
import { digestOf } from '../../core/values/hash.ts';
import type { OneTimePasswords, ProofCodes } from '../../ports/keyed.ts';
import { PASSKEY_ALGORITHMS, type PasskeyRegistration, type Passkeys } from '../../ports/passkeys.ts';
import { type Boxes, Secret } from '../../ports/secret.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { Problem, refusalProblem } from '../problem.ts';
import { asWebAuthn } from '../proving/issue-challenge.ts';
import { giveAsOwner, type OwnerRequest, ownAccount } from './owner.ts';

export type EnrolServices = CodeServices & PasskeyServices & TotpServices;

/** The method to enrol, with its input. */
export type EnrolInput =
  | { readonly method: 'saved-code' }
  | { readonly method: 'passkey'; readonly registration: PasskeyRegistration }
  | { readonly method: 'totp'; readonly secret: string; readonly password: string };

/** The options for enrolling; nothing is stored yet. */
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
 * Enrols a saved code, shown once. A used code is replaced at once, so one is enough. `code` is null for a repeated command: the code shown
 * the first time counts, and it is stored nowhere.
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

/** The options for `navigator.credentials.create`; bytes are base64url texts. */
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

/**
 * Stores a passkey that was made for the current offer, or for the one of the previous window. Throws `challenge-mismatch`, with the flaw,
 * for any other.
 */
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
 * Bound to the account, the person and the time. Without attestation nothing signs it: the owner's session and the minimum age protect a
 * new passkey.
 */
const challengeAt = ({ account, actor }: Omit<OwnerRequest, 'id'>, window: number): string =>
  asWebAuthn(digestOf({ purpose: 'passkey-enrolment', account, person: actor.person, window }));

/** The user handle for the authenticator's memory: it contains nobody's name. */
const userHandle = (account: string): string => asWebAuthn(digestOf({ purpose: 'passkey-user', account }));

export interface TotpServices extends SubmitServices {
  readonly totp: OneTimePasswords;
  readonly totpBoxes: Pick<Boxes, 'put' | 'destroy'>;
}

/** A fresh secret for an app. Nothing is stored yet: it counts only after a password made with it. */
export async function offerTotp(services: TotpServices, owner: Omit<OwnerRequest, 'id'>) {
  await ownAccount(services, owner);
  const secret = services.totp.newSecret();
  return { secret: secret.reveal(), address: services.totp.address(secret, owner.account).reveal() };
}

/**
 * Stores the secret of an app that has given a correct password. It is boxed before the ledger names the box, under a unique name: a crash
 * leaves a box that nothing uses. Throws `answer-wrong`, recorded.
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
  // The password that enrols it counts as used.
  const command = { type: 'EnrolAuthenticator', data: { method: 'totp', box, counter } } as const;
  // INVARIANT: a box is destroyed only if the ledger has answered that no authenticator names it. Without an answer, one may.
  const { commit } = await giveAsOwner(services, owner, command).catch(async (error: unknown) => {
    if (error instanceof Problem) await services.totpBoxes.destroy(box);
    throw error;
  });
  if (!commit?.commit.events.some((event) => names(event, box))) await services.totpBoxes.destroy(box);
  return { account, authenticator: id, method: 'totp' };
}

const names = (event: LedgerEvent, box: string): boolean =>
  event.type === 'AuthenticatorEnrolled' && event.authenticator.method === 'totp' && event.authenticator.box === box;
