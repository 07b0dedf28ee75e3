import type { Page } from 'playwright-core';
import type { SoftwareAuthenticator } from '../../../local/signing/authenticator.ts';
import { addAuthenticator } from './browser.ts';
import type { World } from './world.ts';

interface Offer {
  readonly challenge: string;
  readonly rp: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly pubKeyCredParams: readonly { readonly type: 'public-key'; readonly alg: number }[];
}

/** Somebody signed in enrols a passkey with the browser of this page, which is at our origin. */
export async function enrolPasskey(world: World, page: Page, who: string): Promise<void> {
  const account = `cognito:${who}`;
  const offer = (await world.post(who, '/me/authenticators/offers', {
    account,
    method: 'passkey',
  })) as unknown as Offer;
  const registration = await page.evaluate(async (asked) => {
    const bytes = (text: string) =>
      Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
    const base64url = (buffer: ArrayBuffer) =>
      btoa(String.fromCharCode(...new Uint8Array(buffer)))
        .replaceAll('+', '-')
        .replaceAll('/', '_')
        .replace(/=+$/, '');
    const made = (await navigator.credentials.create({
      publicKey: {
        challenge: bytes(asked.challenge),
        rp: asked.rp,
        user: { ...asked.user, id: bytes(asked.user.id) },
        pubKeyCredParams: [...asked.pubKeyCredParams],
        authenticatorSelection: { userVerification: 'required', residentKey: 'discouraged' },
        attestation: 'none',
      },
    })) as PublicKeyCredential;
    const { clientDataJSON, attestationObject } = made.response as AuthenticatorAttestationResponse;
    return { id: made.id, clientDataJSON: base64url(clientDataJSON), attestationObject: base64url(attestationObject) };
  }, offer);
  await world.post(who, '/me/authenticators', { account, method: 'passkey', registration });
  // What is enrolled counts after a second under the policy of the trial.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
}

/** Puts somebody's passkey into a virtual authenticator of this page, whose counter begins here. The authenticator counts each signature. */
export async function givePasskey(page: Page, key: SoftwareAuthenticator, signCount = 0): Promise<void> {
  const { session, id: authenticatorId } = await addAuthenticator(page);
  const credential = {
    ...{ credentialId: key.id.toString('base64'), privateKey: key.privateKey(), signCount },
    ...{ isResidentCredential: false, rpId: 'localhost' },
  };
  await session.send('WebAuthn.addCredential', { authenticatorId, credential });
}

export interface Asked {
  readonly challenge: string;
  readonly passkey: { readonly challenge: string; readonly allowCredentials: readonly { readonly id: string }[] };
}

/** Calls the API of the page as its script does. */
export const fromPage = (
  page: Page,
  path: string,
  body: object,
): Promise<{ status: number; body: Record<string, unknown> }> =>
  page.evaluate(
    async ([to, text]) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(to, { method: 'POST', headers, body: text });
      return { status: response.status, body: await response.json() };
    },
    [path, JSON.stringify(body)] as const,
  );

/** Signs whatever is asked with whatever passkey is asked for: what somebody would do who has written a page of their own. */
export const sign = (page: Page, { passkey }: Asked, ids: readonly string[]): Promise<Record<string, string>> =>
  page.evaluate(
    async ([challenge, allowed]) => {
      const bytes = (text: string) =>
        Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (each) => each.charCodeAt(0));
      const base64url = (buffer: ArrayBuffer) =>
        btoa(String.fromCharCode(...new Uint8Array(buffer)))
          .replaceAll('+', '-')
          .replaceAll('/', '_')
          .replace(/=+$/, '');
      const allowCredentials = allowed.map((id) => ({ type: 'public-key' as const, id: bytes(id) }));
      const used = (await navigator.credentials.get({
        publicKey: { challenge: bytes(challenge), allowCredentials, userVerification: 'required' },
      })) as PublicKeyCredential;
      const { clientDataJSON, authenticatorData, signature } = used.response as AuthenticatorAssertionResponse;
      return {
        id: used.id,
        clientDataJSON: base64url(clientDataJSON),
        authenticatorData: base64url(authenticatorData),
        signature: base64url(signature),
      };
    },
    [passkey.challenge, [...ids]] as const,
  );
