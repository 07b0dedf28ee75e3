import { type JsonWebKey, randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Answer, type Clients, OktaError, type OrgPart, paged, parsed } from './answers.ts';
import { provenClaims } from './proof.ts';

interface Credential {
  readonly id: string;
  status: 'ACTIVE' | 'INACTIVE';
  /** Milliseconds since 1970. */
  readonly madeAt: number;
}

/** A client secret of an app. Okta lists it with its value. */
export interface ClientSecret extends Credential {
  readonly value: string;
}

/** The public half of a key of an app. */
export interface ClientKey extends Credential {
  readonly jwk: z.output<typeof keyBody>;
}

export interface OrgApp {
  readonly id: string;
  profile: Readonly<Record<string, unknown>>;
  authMethod: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt';
  secrets: readonly ClientSecret[];
  keys: readonly ClientKey[];
  /** Scopes of the management API that an administrator granted. */
  scopes: readonly string[];
}

const MOST = { secrets: 2, jwks: 50 } as const;
type Kind = keyof typeof MOST;

const keyBody = z.strictObject({
  ...{
    kid: z.string().min(1).nullish(),
    kty: z.literal('RSA'),
    use: z.enum(['sig', 'enc']),
    alg: z.literal('RS256').optional(),
  },
  ...{ n: z.string().min(342), e: z.string().min(1), status: z.enum(['ACTIVE', 'INACTIVE']).optional() },
});

const CALL =
  /^\/api\/v1\/apps\/(?<app>[^/]+)(?:\/credentials\/(?<kind>secrets|jwks)(?:\/(?<id>[^/]+)(?<life>\/lifecycle\/deactivate)?)?)?$/;

/** OAuth apps of an org in memory, and signing in as one of them. A new credential is known everywhere after `lagMs` only. */
export class OrgApps implements OrgPart {
  readonly at = /^\/api\/v1\/apps\//;
  readonly all = new Map<string, OrgApp>();
  lagMs = 0;
  readonly #now: () => number;
  readonly #used = new Set<string>();

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  add(profile: OrgApp['profile'] = {}, authMethod: OrgApp['authMethod'] = 'client_secret_basic'): OrgApp {
    const app: OrgApp = { id: idOf('0oa'), profile, authMethod, secrets: [], keys: [], scopes: [] };
    this.all.set(app.id, app);
    return app;
  }

  addSecret(app: OrgApp): ClientSecret {
    if (app.secrets.length >= MOST.secrets) throw invalid('client_secret');
    const value = randomBytes(30).toString('base64url');
    const secret: ClientSecret = { id: idOf('ocs'), value, status: 'ACTIVE', madeAt: this.#now() };
    app.secrets = [...app.secrets, secret];
    return secret;
  }

  /** One `kid` belongs to one key; beside a key without one there is no other. */
  addKey(app: OrgApp, body: unknown): ClientKey {
    const jwk = parsed(keyBody, body);
    const kids = [...app.keys.map((one) => one.jwk.kid), jwk.kid];
    const isNameless = kids.length > 1 && kids.some((kid) => typeof kid !== 'string');
    if (kids.length > MOST.jwks || isNameless || new Set(kids).size < kids.length) throw invalid('jwks');
    const key: ClientKey = { id: idOf('pks'), jwk, status: jwk.status ?? 'ACTIVE', madeAt: this.#now() };
    app.keys = [...app.keys, key];
    return key;
  }

  /**
   * https://developer.okta.com/docs/api/openapi/okta-oauth/oauth/tag/OrgAS/#tag/OrgAS/operation/introspect, for the registered way alone
   * (https://developer.okta.com/docs/api/openapi/okta-oauth/guides/client-auth/).
   */
  open(url: URL, { headers, body }: RequestInit): Response | undefined {
    if (url.pathname !== '/oauth2/v1/introspect') return undefined;
    const form = new URLSearchParams(String(body));
    const [, encoded = ''] = /^Basic (.+)$/.exec(new Headers(headers).get('authorization') ?? '') ?? [];
    const isClient = form.has('client_assertion') ? this.#isProven(url, form) : this.#isSecret(encoded, form);
    if (!isClient)
      return Response.json({ error: 'invalid_client', error_description: 'Invalid client.' }, { status: 401 });
    return form.get('token')
      ? Response.json({ active: false })
      : Response.json({ error: 'invalid_request' }, { status: 400 });
  }

  #isSecret(encoded: string, form: URLSearchParams): boolean {
    const basic = Buffer.from(encoded, 'base64').toString('utf8').split(':');
    const [id = '', value = ''] =
      encoded === '' ? [form.get('client_id') ?? '', form.get('client_secret') ?? ''] : basic;
    const app = this.all.get(id);
    const way = encoded === '' ? 'client_secret_post' : 'client_secret_basic';
    return app?.authMethod === way && app.secrets.some((one) => one.value === value && this.#isKnown(one));
  }

  readonly clients: Clients = {
    keyOf: (id, kid) => {
      const app = this.all.get(id);
      if (app?.authMethod !== 'private_key_jwt') return undefined;
      return app.keys.find((one) => one.jwk.kid === kid && one.jwk.use === 'sig' && this.#isKnown(one))
        ?.jwk as JsonWebKey;
    },
    scopesOf: (id) => this.all.get(id)?.scopes ?? [],
  };

  #isProven(url: URL, form: URLSearchParams): boolean {
    const { keyOf } = this.clients;
    const proven = provenClaims(form.get('client_assertion') ?? '', { url, now: this.#now(), keyOf });
    if (proven === undefined || this.#used.has(proven.jti) || form.get('client_id') !== proven.iss) return false;
    this.#used.add(proven.jti);
    return form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  }

  #isKnown({ status, madeAt }: Credential): boolean {
    return status === 'ACTIVE' && this.#now() >= madeAt + this.lagMs;
  }

  /** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOCredentialOAuth2ClientAuth/ */
  answer(
    method: string,
    url: URL,
    { body, scopes }: { readonly body: unknown; readonly scopes: readonly string[] },
  ): Answer {
    const needs = method === 'GET' ? 'okta.apps.read' : 'okta.apps.manage';
    if (!scopes.includes(needs))
      throw new OktaError(403, 'E0000006', 'You do not have permission to perform the requested action');
    const found = CALL.exec(url.pathname);
    const { app: named = '', kind: said, id, life } = found?.groups ?? {};
    const [app, kind] = [this.all.get(decodeURIComponent(named)), said as Kind | undefined];
    if (found === null || app === undefined) throw missing(named);
    if (method === 'GET' && kind === undefined) return { status: 200, body: shownApp(app) };
    if (method === 'GET' && id === undefined) return kind === 'jwks' ? listed(app) : paged(app.secrets.map(shown), url);
    if (method === 'POST' && kind !== undefined && id === undefined) return this.#made(app, kind, body);
    const all: readonly Credential[] = kind === 'jwks' ? app.keys : app.secrets;
    const credential = all.find((one) => one.id === decodeURIComponent(id ?? ''));
    if (credential === undefined) throw missing(id ?? '');
    if (method === 'POST' && life !== undefined)
      return kind === 'jwks' ? retire(app, credential) : deactivate(app, credential);
    if (method !== 'DELETE' || life !== undefined)
      throw new OktaError(405, 'E0000022', 'The endpoint does not support the method');
    if (credential.status === 'ACTIVE') throw invalid(kind ?? '');
    app.secrets = app.secrets.filter((one) => one !== credential);
    app.keys = app.keys.filter((one) => one !== credential);
    return { status: 204 };
  }

  #made(app: OrgApp, kind: Kind, body: unknown): Answer {
    if (kind === 'jwks') return { status: 201, body: shownKey(this.addKey(app, body)) };
    parsed(z.strictObject({}), body);
    return { status: 201, body: shown(this.addSecret(app)) };
  }
}

/** The last secret that is active stays. */
function deactivate({ secrets }: OrgApp, one: Credential): Answer {
  if (one.status === 'ACTIVE' && secrets.filter(({ status }) => status === 'ACTIVE').length === 1)
    throw invalid('client_secret');
  one.status = 'INACTIVE';
  return { status: 200, body: { id: one.id, status: one.status } };
}

/** Any signing key, the last one too. */
function retire({ keys }: OrgApp, one: Credential): Answer {
  if (keys.some(({ id, jwk }) => id === one.id && jwk.use !== 'sig')) throw invalid('jwks');
  one.status = 'INACTIVE';
  return { status: 200, body: { id: one.id, status: one.status } };
}

const invalid = (what: string): OktaError => new OktaError(400, 'E0000001', `Api validation failed: ${what}`);
const missing = (what: string): OktaError =>
  new OktaError(404, 'E0000007', `Not found: Resource not found: ${what} (AppInstance)`);

const shownApp = ({ id, profile, authMethod }: OrgApp) => ({
  ...{ id, name: 'oidc_client', label: 'A service', status: 'ACTIVE', signOnMode: 'OPENID_CONNECT', profile },
  credentials: { oauthClient: { autoKeyRotation: true, client_id: id, token_endpoint_auth_method: authMethod } },
});

const stateOf = ({ id, status, madeAt }: Credential) => ({
  ...{ id, status, created: new Date(madeAt).toISOString(), lastUpdated: new Date(madeAt).toISOString() },
});

const shown = (secret: ClientSecret) => ({
  ...{ ...stateOf(secret), client_secret: secret.value, secret_hash: 'yk4SVx4sUWVJVbHt6M-UPA' },
});

const shownKey = (key: ClientKey) => ({ ...key.jwk, ...stateOf(key) });

/** In the two boxes of the reference. */
const listed = ({ keys }: OrgApp): Answer => ({ status: 200, body: { jwks: { keys: keys.map(shownKey) } } });

/** 20 letters and digits that begin with the kind, as Okta's ids do. */
const idOf = (kind: string): string => `${kind}${randomUUID().replaceAll('-', '').slice(0, 17)}`;
