import { generateKeyPairSync, sign } from 'node:crypto';
import { createLocalJWKSet, type JWK } from 'jose';
import { OidcTokenVerifier } from '../../lambdas/adapters/oidc/token-verifier.ts';
import type { TokenVerifier } from '../../lambdas/ports/workspace.ts';

export const TRUST = { issuer: 'https://issuer.example', audience: ['countersign'] } as const;

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const JWKS = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'test', alg: 'RS256', use: 'sig' } as JWK] };

/** The real verifier, with the key of this test file's issuer. */
export const tokens: TokenVerifier = new OidcTokenVerifier(TRUST, async () => createLocalJWKSet(JWKS));

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with this payload, signed by the issuer, for this service, and valid for an hour by default. */
export function signedToken(payload: object): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: TRUST.issuer, aud: TRUST.audience[0], iat: now, exp: now + 3600, ...payload };
  const signed = `${encoded({ alg: 'RS256', kid: 'test' })}.${encoded(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}
