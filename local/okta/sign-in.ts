import { type JsonWebKey, randomBytes } from 'node:crypto';
import type { Clients } from './answers.ts';
import { provenClaims } from './proof.ts';

/** A service app: the public half of its key, and the scopes that an administrator granted. */
export interface ServiceApp {
  readonly clientId: string;
  readonly publicKey: JsonWebKey & { readonly kid: string };
  readonly scopes: readonly string[];
}

const refused = (error: string): Response =>
  Response.json(
    { error, error_description: 'The request was refused.' },
    { status: error === 'invalid_client' ? 401 : 400 },
  );

/** The token endpoint of an org, for service apps alone: https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/ */
export class SignIn {
  readonly #app: ServiceApp;
  readonly #now: () => number;
  readonly #others: Clients | undefined;
  readonly #used = new Set<string>();
  readonly #tokens = new Map<string, { readonly scopes: readonly string[]; readonly until: number }>();

  constructor(app: ServiceApp, now: () => number, others?: Clients) {
    this.#app = app;
    this.#now = now;
    this.#others = others;
  }

  token(url: URL, body: string): Response {
    const form = new URLSearchParams(body);
    const isJwtBearer = form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    const client = isJwtBearer ? this.#clientIn(form.get('client_assertion') ?? '', url) : undefined;
    if (form.get('grant_type') !== 'client_credentials') return refused('unsupported_grant_type');
    if (client === undefined) return refused('invalid_client');
    const granted = client === this.#app.clientId ? this.#app.scopes : (this.#others?.scopesOf(client) ?? []);
    const scopes = (form.get('scope') ?? '').split(' ');
    if (!scopes.every((scope) => granted.includes(scope))) return refused('invalid_scope');
    const token = randomBytes(24).toString('base64url');
    this.#tokens.set(token, { scopes, until: this.#now() + 3_600_000 });
    return Response.json({ token_type: 'Bearer', expires_in: 3600, access_token: token, scope: scopes.join(' ') });
  }

  /** What a token may be used for; undefined for one that does not count. */
  scopesOf(token: string): readonly string[] | undefined {
    const held = this.#tokens.get(token);
    return held !== undefined && held.until > this.#now() ? held.scopes : undefined;
  }

  /** Whoever proves to be an app, with a proof that was never seen before. */
  #clientIn(assertion: string, url: URL): string | undefined {
    const { clientId, publicKey } = this.#app;
    const keyOf = (client: string, kid: string) =>
      client === clientId && kid === publicKey.kid ? publicKey : this.#others?.keyOf(client, kid);
    const proven = provenClaims(assertion, { url, now: this.#now(), keyOf });
    if (proven === undefined || this.#used.has(proven.jti)) return undefined;
    this.#used.add(proven.jti);
    return proven.iss;
  }
}
