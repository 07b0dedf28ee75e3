import { createPublicKey, type JsonWebKey, randomBytes, verify } from 'node:crypto';
import { z } from 'zod';

/** A service app: the public half of its key, and the scopes that an administrator granted. */
export interface ServiceApp {
  readonly clientId: string;
  readonly publicKey: JsonWebKey & { readonly kid: string };
  readonly scopes: readonly string[];
}

const header = z.strictObject({ alg: z.enum(['RS256', 'ES256']), kid: z.string(), typ: z.literal('JWT') });
const claims = z.strictObject({
  ...{ iss: z.string(), sub: z.string(), aud: z.string(), jti: z.string().min(1) },
  ...{ iat: z.int(), exp: z.int() },
});

const refused = (error: string): Response =>
  Response.json(
    { error, error_description: 'The request was refused.' },
    { status: error === 'invalid_client' ? 401 : 400 },
  );

/** The token endpoint of an org, for service apps alone: https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/ */
export class SignIn {
  readonly #app: ServiceApp;
  readonly #now: () => number;
  readonly #used = new Set<string>();
  readonly #tokens = new Map<string, { readonly scopes: readonly string[]; readonly until: number }>();

  constructor(app: ServiceApp, now: () => number) {
    this.#app = app;
    this.#now = now;
  }

  token(url: URL, body: string): Response {
    const form = new URLSearchParams(body);
    const isJwtBearer =
      form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' &&
      this.#isProof(form.get('client_assertion') ?? '', url);
    if (form.get('grant_type') !== 'client_credentials') return refused('unsupported_grant_type');
    if (!isJwtBearer) return refused('invalid_client');
    const scopes = (form.get('scope') ?? '').split(' ');
    if (!scopes.every((scope) => this.#app.scopes.includes(scope))) return refused('invalid_scope');
    const token = randomBytes(24).toString('base64url');
    this.#tokens.set(token, { scopes, until: this.#now() + 3_600_000 });
    return Response.json({ token_type: 'Bearer', expires_in: 3600, access_token: token, scope: scopes.join(' ') });
  }

  /** What a token may be used for; undefined for one that does not count. */
  scopesOf(token: string): readonly string[] | undefined {
    const held = this.#tokens.get(token);
    return held !== undefined && held.until > this.#now() ? held.scopes : undefined;
  }

  /** Signed by the app, for this endpoint, for an hour at most, and never seen before. */
  #isProof(assertion: string, url: URL): boolean {
    const [head = '', payload = '', signature = ''] = assertion.split('.');
    const [{ data: first }, { data: second }] = [header.safeParse(jsonIn(head)), claims.safeParse(jsonIn(payload))];
    if (first === undefined || second === undefined || first.kid !== this.#app.publicKey.kid) return false;
    const key = createPublicKey({ key: this.#app.publicKey, format: 'jwk' });
    const signed = Buffer.from(`${head}.${payload}`);
    if (!verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')))
      return false;
    const now = Math.floor(this.#now() / 1000);
    const isOurs = second.iss === this.#app.clientId && second.sub === this.#app.clientId && second.aud === url.href;
    const isTimely = second.iat <= now && second.exp > now && second.exp - second.iat <= 3_600;
    const isFresh = !this.#used.has(second.jti);
    this.#used.add(second.jti);
    return isOurs && isTimely && isFresh;
  }
}

function jsonIn(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
