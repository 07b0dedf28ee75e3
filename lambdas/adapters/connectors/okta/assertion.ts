import { createPrivateKey, type JsonWebKey, type KeyObject, randomUUID, sign } from 'node:crypto';
import * as z from 'zod/mini';
import { AdapterError } from '../../../ports/errors.ts';
import type { Secret } from '../../../ports/secret.ts';

/** A service app of the org: its client id, and the private key as a JSON Web Key, as Okta's console shows it once. */
export interface OktaApplication {
  readonly clientId: string;
  readonly privateKey: Secret;
}

/** Seconds for which an assertion counts; Okta takes an hour at most. */
const LIFE_S = 300;

const jwkShape = z.object({ kty: z.enum(['RSA', 'EC']), kid: z.string().check(z.minLength(1)) });

/**
 * Proves that the caller holds the private key of a service app: `private_key_jwt`
 * (https://developer.okta.com/docs/api/openapi/okta-oauth/guides/client-auth/). Used once. Throws `credentials` for a key that is no JSON Web
 * Key of RSA or P-256 with its `kid`; the operators can replace it, and the same call then works.
 */
export function assertionOf({ clientId, privateKey }: OktaApplication, audience: string, now: number): string {
  const { key, kid } = keyIn(privateKey);
  const isRsa = key.asymmetricKeyType === 'rsa';
  const issued = Math.floor(now / 1000);
  const claims = { iss: clientId, sub: clientId, aud: audience, iat: issued, exp: issued + LIFE_S, jti: randomUUID() };
  const signed = [{ alg: isRsa ? 'RS256' : 'ES256', kid, typ: 'JWT' }, claims].map(encoded).join('.');
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

/** What an app sends with a call to prove who it is. */
export const provenBy = (
  application: OktaApplication,
  audience: string,
  now: number,
): Readonly<Record<string, string>> => ({
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: assertionOf(application, audience, now),
});

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** INVARIANT: no error has a cause: what reads a key quotes it. */
function keyIn(privateKey: Secret): { readonly key: KeyObject; readonly kid: string } {
  try {
    const jwk: unknown = JSON.parse(privateKey.reveal());
    const { kid } = z.parse(jwkShape, jwk);
    const key = createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' });
    const curve = key.asymmetricKeyDetails?.namedCurve;
    if (key.asymmetricKeyType === 'rsa' || curve === 'prime256v1') return { key, kid };
  } catch {
    // Falls to the one error below.
  }
  throw new AdapterError('credentials', {
    retryable: true,
    message: 'the secret of the service app holds no private JSON Web Key of RSA or P-256 with a `kid`',
  });
}
