import type { PageChallenge } from '../../lambdas/contract/requester.ts';
import { base64url, bytesOf } from './base64url.ts';

type Request = NonNullable<PageChallenge['passkey']>;

/** A passkey's answer, as the API takes it; every member is base64url. */
export interface Assertion {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly authenticatorData: string;
  readonly signature: string;
}

/** Asks the browser to sign with a passkey. Rejects when the person refuses, takes too long, or has no suitable passkey. */
export async function signWith({ challenge, rpId, userVerification, allowCredentials }: Request): Promise<Assertion> {
  const credential = await navigator.credentials.get({
    publicKey: {
      challenge: bytesOf(challenge),
      rpId,
      userVerification,
      allowCredentials: allowCredentials.map(({ type, id }) => ({ type, id: bytesOf(id) })),
      timeout: 120_000,
    },
  });
  if (!(credential instanceof PublicKeyCredential)) throw new Error('there is no passkey');
  const { clientDataJSON, authenticatorData, signature } = credential.response as AuthenticatorAssertionResponse;
  return {
    id: credential.id,
    clientDataJSON: base64url(clientDataJSON),
    authenticatorData: base64url(authenticatorData),
    signature: base64url(signature),
  };
}
