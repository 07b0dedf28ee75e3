import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { AdapterError } from '../../ports/errors.ts';
import type { TokenPayload, TokenVerifier } from '../../ports/workspace.ts';

const jose = () => import('./jose.ts');

/** Shorter than a function's timeout, so a slow issuer gives an error instead of a cut-off call. */
const TIMEOUT_MS = 3_000;

/** The issuer and audiences that the deployment trusts. */
export interface Trust {
  /** `iss` of every token, exactly; its discovery document is below it (OpenID Connect Discovery 1.0 section 4). */
  readonly issuer: string;
  /** A token must be for one of these: `aud`, or `client_id` when the issuer writes no `aud` (access tokens of Cognito). */
  readonly audience: readonly string[];
}

/**
 * Verifies tokens by the issuer's published keys: RS256, issuer, audience, `exp` and `nbf` (RFC 7519 section 4.1). An ID token is for the
 * program that signs somebody in, and is no token of ours. Reads the keys with the first token, keeps them for ten minutes, and reads them
 * again for an unknown key id, at most every 30 seconds.
 */
export class OidcTokenVerifier implements TokenVerifier {
  readonly #trust: Trust;
  readonly #keysOf: (issuer: string) => Promise<JWTVerifyGetKey>;
  #keys: Promise<JWTVerifyGetKey> | undefined;

  /** `keysOf` finds the keys of an issuer; by default through its discovery document. */
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
      return this.#isForUs(payload) && !isIdToken(payload) ? payload : undefined;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      // After a failure the next token starts again with discovery.
      this.#keys = undefined;
      throw error;
    }
  }

  #isForUs({ aud, client_id: client }: JWTPayload): boolean {
    const named = aud === undefined ? [client] : [aud].flat();
    return named.some((one) => typeof one === 'string' && this.#trust.audience.includes(one));
  }
}

/**
 * Only ID tokens have these: `token_use` of Cognito, `typ` of Keycloak, and the hashes of what was issued beside them (OpenID Connect Core
 * 1.0 section 3.3.2.11).
 */
const isIdToken = ({ token_use: use, typ, at_hash: token, c_hash: code }: JWTPayload): boolean =>
  use === 'id' || typ === 'ID' || token !== undefined || code !== undefined;

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

/** Missing keys say nothing about the token; a key id that the issuer does not have makes it invalid. */
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
