import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import * as z from 'zod/mini';
import { AdapterError } from '../../../ports/errors.ts';
import type { Secret } from '../../../ports/secret.ts';

/** A service account, and the administrator in whose name it calls by domain-wide delegation. */
export interface GoogleAccount {
  /** Mail address of the administrator: what a call may do is what their role and the delegated scopes allow. Absent: it calls as itself. */
  readonly subject?: string;
  /** The key file of the service account, JSON as Google's console gives it once. */
  readonly keyFile: Secret;
}

/** The one endpoint that gives tokens, whatever a key file names. */
export const TOKEN_URL = 'https://oauth2.googleapis.com/token';

/** Seconds for which an assertion counts; Google takes an hour at most. */
const LIFE_S = 300;

const keyFileShape = z.object({
  type: z.literal('service_account'),
  /** Also those that Google makes by itself: `…@developer.gserviceaccount.com`, `…@appspot.gserviceaccount.com`. */
  client_email: z.string().check(z.regex(/^[^\s@]+@[^\s@]+\.gserviceaccount\.com$/)),
  private_key_id: z.string().check(z.minLength(1)),
  private_key: z.string(),
});

/** What a key file signs with, and as whom. */
interface SigningKey {
  readonly email: string;
  readonly kid: string;
  readonly key: KeyObject;
}

/**
 * Proves that the caller holds the private key of a service account, and names whom it acts for, if anybody
 * (https://developers.google.com/identity/protocols/oauth2/service-account#httprest). Throws `credentials` for what is no key file; the
 * operators can replace it, and the same call then works.
 */
export function googleAssertionOf({ subject, keyFile }: GoogleAccount, scopes: readonly string[], now: number): string {
  const { email, kid, key } = signingKeyIn(keyFile);
  const issued = Math.floor(now / 1000);
  const claims = {
    ...{ iss: email, ...(subject === undefined ? {} : { sub: subject }), scope: scopes.join(' '), aud: TOKEN_URL },
    ...{ iat: issued, exp: issued + LIFE_S },
  };
  const signed = [{ alg: 'RS256', typ: 'JWT', kid }, claims].map(encoded).join('.');
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

/** What an account sends to get a token for these scopes. */
export const googleGrantOf = (
  account: GoogleAccount,
  scopes: readonly string[],
  now: number,
): Readonly<Record<string, string>> => ({
  grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  assertion: googleAssertionOf(account, scopes, now),
});

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** Throws `credentials` for what is no key file. INVARIANT: no error has a cause: what reads a key quotes it. */
export function signingKeyIn(keyFile: Secret): SigningKey {
  try {
    const {
      client_email: email,
      private_key_id: kid,
      private_key,
    } = z.parse(keyFileShape, JSON.parse(keyFile.reveal()));
    const key = createPrivateKey(private_key);
    if (key.asymmetricKeyType === 'rsa') return { email, kid, key };
  } catch {
    // Falls to the one error below.
  }
  throw new AdapterError('credentials', {
    retryable: true,
    message: 'the secret of the service account holds no key file of Google, with an RSA key',
  });
}
