import type { PasskeyOffer } from '../../../lambdas/contract/staff.ts';
import { base64url, bytesOf } from '../../shared/base64url.ts';

/** What the API takes of a new passkey. */
export interface Registration {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly attestationObject: string;
}

/** Has the browser make a passkey. Rejects when the person refuses, takes too long, or has one already. */
export async function makePasskey(offer: PasskeyOffer): Promise<Registration> {
  const { challenge, user, pubKeyCredParams, excludeCredentials } = offer;
  const made = await navigator.credentials.create({
    publicKey: {
      ...offer,
      challenge: bytesOf(challenge),
      user: { ...user, id: bytesOf(user.id) },
      pubKeyCredParams: [...pubKeyCredParams],
      excludeCredentials: excludeCredentials.map(({ type, id }) => ({ type, id: bytesOf(id) })),
      timeout: 120_000,
    },
  });
  if (!(made instanceof PublicKeyCredential)) throw new Error('no passkey was made');
  const { clientDataJSON, attestationObject } = made.response as AuthenticatorAttestationResponse;
  return { id: made.id, clientDataJSON: base64url(clientDataJSON), attestationObject: base64url(attestationObject) };
}

/** A passkey for decisions, as the record of a person has it. */
export interface DecisionKey {
  readonly credentialId: string;
  /** The COSE key, base64url. */
  readonly publicKey: string;
  /** The origin of this console. */
  readonly site: string;
}

/**
 * Has the browser make a passkey with which this person signs what they decide. Nothing is sent: it counts once two administrators have put it
 * into the record. Rejects when the person refuses, takes too long, or the browser does not show the public key.
 */
export async function makeDecisionKey(person: string): Promise<DecisionKey> {
  const made = await navigator.credentials.create({
    publicKey: {
      // Nobody verifies this answer: administrators vouch for the key, and each later signature is over a statement.
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      rp: { name: 'Countersign' },
      user: { id: crypto.getRandomValues(new Uint8Array(16)), name: person, displayName: person },
      pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
      authenticatorSelection: { userVerification: 'required', residentKey: 'preferred' },
      attestation: 'none',
      timeout: 120_000,
    },
  });
  if (!(made instanceof PublicKeyCredential)) throw new Error('no passkey was made');
  const data = (made.response as AuthenticatorAttestationResponse).getAuthenticatorData?.();
  const publicKey = data === undefined ? undefined : publicKeyIn(new Uint8Array(data));
  if (publicKey === undefined) throw new Error('the browser shows no public key');
  return { credentialId: made.id, publicKey: base64url(publicKey), site: globalThis.location.origin };
}

/** Flag ED of authenticator data: extensions follow on the key. */
const WITH_EXTENSIONS = 0x80;

/** The key at the end of authenticator data (WebAuthn level 3, section 6.5.1); undefined where something else follows. */
export function publicKeyIn(data: Uint8Array): Uint8Array | undefined {
  const [flags = WITH_EXTENSIONS, high = 0, low = 0] = [data[32], data[53], data[54]];
  const key = data.subarray(55 + high * 256 + low);
  return (flags & WITH_EXTENSIONS) !== 0 || key.length === 0 ? undefined : key;
}
