import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose';
import type { Claims } from './event.ts';

/** The parameters of the JWT authorizer. */
export interface Trust {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JSONWebKeySet;
}

/**
 * Verifies a bearer token like the JWT authorizer of API Gateway: RS256 by a key of the issuer, issuer, audience, and its times. Undefined
 * for every other token, without a reason.
 */
export function jwtAuthorizer(trust: Trust): (header: string | undefined) => Promise<Claims | undefined> {
  const keys = createLocalJWKSet(trust.keys);
  return async (header) => {
    const token = header?.replace(/^Bearer +/i, '').trim();
    if (token === undefined || token === '') return undefined;
    try {
      const { issuer, audience } = trust;
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ['RS256'],
        requiredClaims: ['exp'],
      });
      return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, spell(value)]));
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  };
}

/** API Gateway's spelling of a claim in an event: lists as `[a b]`, everything else as text. */
function spell(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spell).join(' ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
