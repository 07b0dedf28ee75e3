import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  SignJWT,
} from 'jose';

/** The audience of every token of the local issuer. */
export const AUDIENCE = 'countersign-local';

/** Seconds for which a token of the local issuer is valid. */
export const TOKEN_SECONDS = 12 * 3600;

/** The contents of a token. */
export interface TokenFacts {
  readonly subject: string;
  readonly groups: readonly string[];
  readonly email?: string;
}

/** The issuer of this machine, whose discovery document and sign-in are in `sign-in/`. It also signs tokens for programs. */
export interface Issuer {
  readonly issuer: string;
  readonly keys: JSONWebKeySet;
  /** A signed token, valid for 12 hours from now. */
  sign(facts: TokenFacts): Promise<string>;
}

const KEY_FILE = 'issuer-key.json';

/** The signing key in a folder, made if missing; only its owner may read it. */
export async function issuerKey(folder: string): Promise<JWK> {
  const path = join(folder, KEY_FILE);
  const kept = await readFile(path, 'utf8').catch(() => undefined);
  if (kept !== undefined) return JSON.parse(kept) as JWK;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = await exportJWK(privateKey);
  const full = { ...key, kid: await calculateJwkThumbprint(key), alg: 'RS256', use: 'sig' };
  await writeFile(path, JSON.stringify(full), { mode: 0o600 });
  return full;
}

/** The issuer at a URL, with a key of `issuerKey`. */
export function issuerAt(url: string, key: JWK): Issuer {
  const { kty, n, e, kid, alg, use } = key;
  const keys = { keys: [{ kty, n, e, kid, alg, use }] } as JSONWebKeySet;
  return {
    issuer: url,
    keys,
    sign: (facts) => sign(url, key, facts),
  };
}

async function sign(issuer: string, key: JWK, { subject, groups, email }: TokenFacts): Promise<string> {
  // As after a sign-in with two factors.
  const factors = { amr: ['pwd', 'otp', 'mfa'], acr: 'urn:countersign:aal2' };
  return new SignJWT({ 'cognito:groups': [...groups], ...factors, ...(email === undefined ? {} : { email }) })
    .setProtectedHeader({ alg: 'RS256', kid: key.kid ?? '' })
    .setIssuer(issuer)
    .setSubject(subject)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(`${TOKEN_SECONDS}s`)
    .sign(await importJWK(key, 'RS256'));
}
