import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Answer, OktaError, type OrgPart, paged, parsed } from './answers.ts';

/** A client secret of an app. Okta lists it with its value. */
export interface ClientSecret {
  readonly id: string;
  readonly value: string;
  status: 'ACTIVE' | 'INACTIVE';
  /** Milliseconds since 1970. */
  readonly madeAt: number;
}

export interface OrgApp {
  readonly id: string;
  profile: Readonly<Record<string, unknown>>;
  authMethod: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt';
  secrets: readonly ClientSecret[];
}

const MOST = 2;

/** OAuth apps of an org in memory, and signing in as one of them. A new secret is known everywhere after `lagMs` only. */
export class OrgApps implements OrgPart {
  readonly at = /^\/api\/v1\/apps\//;
  readonly all = new Map<string, OrgApp>();
  lagMs = 0;
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  add(profile: OrgApp['profile'] = {}): OrgApp {
    const app: OrgApp = { id: idOf('0oa'), profile, authMethod: 'client_secret_basic', secrets: [] };
    this.all.set(app.id, app);
    return app;
  }

  addSecret(app: OrgApp): ClientSecret {
    if (app.secrets.length >= MOST) throw invalid();
    const value = randomBytes(30).toString('base64url');
    const secret: ClientSecret = { id: idOf('ocs'), value, status: 'ACTIVE', madeAt: this.#now() };
    app.secrets = [...app.secrets, secret];
    return secret;
  }

  isClient(id: string, value: string): boolean {
    const isKnown = ({ value: own, status, madeAt }: ClientSecret) =>
      own === value && status === 'ACTIVE' && this.#now() >= madeAt + this.lagMs;
    return (this.all.get(id)?.secrets ?? []).some(isKnown);
  }

  /** https://developer.okta.com/docs/api/openapi/okta-oauth/oauth/tag/OrgAS/#tag/OrgAS/operation/introspect, for the registered way alone. */
  open({ pathname }: URL, { headers, body }: RequestInit): Response | undefined {
    if (pathname !== '/oauth2/v1/introspect') return undefined;
    const form = new URLSearchParams(String(body));
    const [, encoded = ''] = /^Basic (.+)$/.exec(new Headers(headers).get('authorization') ?? '') ?? [];
    const basic = Buffer.from(encoded, 'base64').toString('utf8').split(':');
    const [id = '', value = ''] =
      encoded === '' ? [form.get('client_id') ?? '', form.get('client_secret') ?? ''] : basic;
    const way = encoded === '' ? 'client_secret_post' : 'client_secret_basic';
    if (this.all.get(id)?.authMethod !== way || !this.isClient(id, value))
      return Response.json({ error: 'invalid_client', error_description: 'Invalid client.' }, { status: 401 });
    return form.get('token')
      ? Response.json({ active: false })
      : Response.json({ error: 'invalid_request' }, { status: 400 });
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
    const found =
      /^\/api\/v1\/apps\/(?<app>[^/]+)(?<rest>\/credentials\/secrets(?:\/(?<id>[^/]+)(?<life>\/lifecycle\/deactivate)?)?)?$/.exec(
        url.pathname,
      );
    const { app: named = '', rest, id, life } = found?.groups ?? {};
    const app = this.all.get(decodeURIComponent(named));
    if (found === null || app === undefined) throw missing(named);
    if (method === 'GET' && rest === undefined) return { status: 200, body: shownApp(app) };
    if (method === 'GET' && id === undefined) return paged(app.secrets.map(shown), url);
    if (method === 'POST' && rest !== undefined && id === undefined) {
      parsed(z.strictObject({}), body);
      return { status: 201, body: shown(this.addSecret(app)) };
    }
    const secret = app.secrets.find((one) => one.id === decodeURIComponent(id ?? ''));
    if (secret === undefined) throw missing(id ?? '');
    if (method === 'POST' && life !== undefined) return deactivate(app, secret);
    if (method !== 'DELETE' || life !== undefined)
      throw new OktaError(405, 'E0000022', 'The endpoint does not support the method');
    if (secret.status === 'ACTIVE') throw invalid();
    app.secrets = app.secrets.filter((one) => one !== secret);
    return { status: 204 };
  }
}

/** The last one that is active stays. */
function deactivate(app: OrgApp, secret: ClientSecret): Answer {
  if (secret.status === 'ACTIVE' && app.secrets.filter(({ status }) => status === 'ACTIVE').length === 1)
    throw invalid();
  secret.status = 'INACTIVE';
  return { status: 200, body: shown(secret) };
}

const invalid = (): OktaError => new OktaError(400, 'E0000001', 'Api validation failed: client_secret');
const missing = (what: string): OktaError =>
  new OktaError(404, 'E0000007', `Not found: Resource not found: ${what} (AppInstance)`);

const shownApp = ({ id, profile, authMethod }: OrgApp) => ({
  ...{ id, name: 'oidc_client', label: 'A service', status: 'ACTIVE', signOnMode: 'OPENID_CONNECT', profile },
  credentials: { oauthClient: { autoKeyRotation: true, client_id: id, token_endpoint_auth_method: authMethod } },
});

const shown = ({ id, value, status, madeAt }: ClientSecret) => ({
  ...{ id, status, client_secret: value, secret_hash: 'yk4SVx4sUWVJVbHt6M-UPA' },
  ...{ created: new Date(madeAt).toISOString(), lastUpdated: new Date(madeAt).toISOString() },
});

/** 20 letters and digits that begin with the kind, as Okta's ids do. */
const idOf = (kind: string): string => `${kind}${randomUUID().replaceAll('-', '').slice(0, 17)}`;
