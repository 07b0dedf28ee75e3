import type { PasskeyOffer } from '../../lambdas/contract/staff.ts';
import { base64url, bytesOf } from '../base64url.ts';

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
