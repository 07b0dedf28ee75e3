import { AUTHENTICATOR_SECONDS } from '../../core/proofing/numbers.ts';
import { digestOf } from '../../core/values/hash.ts';
import type { PasskeyRegistration, Passkeys } from '../../ports/passkeys.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { refusalProblem } from '../problem.ts';
import { asWebAuthn } from '../proving/passkey-challenge.ts';
import { giveAsOwner, type OwnerRequest, ownAccount } from './owner.ts';

export interface PasskeyServices extends SubmitServices {
  readonly passkeys: Passkeys;
}

/** COSE algorithms that are taken: ES256, EdDSA, RS256. */
const ALGORITHMS = [-7, -8, -257];

/** What `navigator.credentials.create` is asked for; texts that are bytes are base64url. */
export async function offerPasskey(services: PasskeyServices, owner: Omit<OwnerRequest, 'id'>) {
  const { authenticators } = await ownAccount(services, owner);
  const { party } = services.passkeys;
  return {
    challenge: challengeAt(owner, windowOf(services)),
    rp: { id: party, name: 'Countersign' },
    user: { id: userHandle(owner.account), name: owner.account, displayName: owner.account },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
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
  const now = services.passkeys.register(registration, challengeAt(owner, window));
  const isOlder = !now.ok && now.flaw === 'wrong-challenge';
  const made = isOlder ? services.passkeys.register(registration, challengeAt(owner, window - 1)) : now;
  if (!made.ok)
    throw refusalProblem(
      { code: 'challenge-mismatch', facts: { method: 'passkey', flaw: made.flaw } },
      { stream: account },
    );
  await giveAsOwner(services, owner, { type: 'EnrolAuthenticator', data: { method: 'passkey', ...made.passkey } });
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
