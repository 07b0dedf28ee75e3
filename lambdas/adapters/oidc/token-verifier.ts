import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { AdapterError } from '../../ports/errors.ts';
import type { TokenPayload, TokenVerifier } from '../../ports/workspace.ts';

const jose = () => import('./jose.ts');

/** Shorter than the time of a function, so that a slow issuer is an answer and not a cut. */
const TIMEOUT_MS = 3_000;

/** What the deployment trusts. */
export interface Trust {
  /** `iss` of every token, exactly; its discovery document is below it (OpenID Connect Discovery 1.0 section 4). */
  readonly issuer: string;
  /** A token is for one of these: `aud`, or `client_id` where the issuer writes no `aud` (access tokens of Cognito). */
  readonly audience: readonly string[];
}

/**
 * Verifies tokens by the keys that the issuer publishes: RS256, issuer, audience, `exp` and `nbf` (RFC 7519 section 4.1). The keys are read when
 * the first token comes, kept for ten minutes, and read anew when a token names one that is not there, at most every 30 seconds.
 */
export class OidcTokenVerifier implements TokenVerifier {
  readonly #trust: Trust;
  readonly #keysOf: (issuer: string) => Promise<JWTVerifyGetKey>;
  #keys: Promise<JWTVerifyGetKey> | undefined;

  /** `keysOf` finds the keys of an issuer: by its discovery document, where nothing else is said. */
  constructor(trust: Trust, keysOf: (issuer: string) => Promise<JWTVerifyGetKey> = discover) {
    this.#trust = trust;
    this.#keysOf = keysOf;
  }

  async verify(token: string): Promise<TokenPayload | undefined> {
    const { issuer } = this.#trust;
    const { errors, jwtVerify } = await jose();
    this.#keys ??= this.#keysOf(issuer);
    try {
      const checks = { issuer, algorithms: ['RS256'], requiredClaims: ['exp', 'sub'] };
      const { payload } = await jwtVerify(token, await this.#keys, checks);
      return this.#isForUs(payload) ? payload : undefined;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      // What did not come is looked for anew with the next token, from the discovery on.
      this.#keys = undefined;
      throw error;
    }
  }

  #isForUs({ aud, client_id: client }: JWTPayload): boolean {
    const named = aud === undefined ? [client] : [aud].flat();
    return named.some((one) => typeof one === 'string' && this.#trust.audience.includes(one));
  }
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const { createRemoteJWKSet } = await jose();
  try {
    const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
    const document = (await response.json()) as { readonly issuer?: unknown; readonly jwks_uri?: unknown };
    // OpenID Connect Discovery 1.0 section 4.3: the document must be the issuer's own.
    if (document.issuer !== issuer) throw new Error('the discovery document names another issuer');
    return answered(createRemoteJWKSet(new URL(String(document.jwks_uri)), { timeoutDuration: TIMEOUT_MS }));
  } catch (error) {
    throw new AdapterError('unavailable', { retryable: true, cause: error });
  }
}

/** Keys that did not come are no word about the token; a key that the issuer does not have is. */
const answered =
  (keys: JWTVerifyGetKey): JWTVerifyGetKey =>
  async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      const { errors } = await jose();
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      throw new AdapterError('unavailable', { retryable: true, cause: error });
    }
  };
