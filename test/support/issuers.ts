import { randomUUID } from 'node:crypto';
import type { Credentials } from '../../lambdas/adapters/aws/signed-post.ts';
import { EntraAppSecrets } from '../../lambdas/adapters/connectors/entra/app-secrets.ts';
import { Graph } from '../../lambdas/adapters/connectors/entra/graph.ts';
import { OktaAppSecrets } from '../../lambdas/adapters/connectors/okta/app-secrets.ts';
import { APP_SCOPES, Okta } from '../../lambdas/adapters/connectors/okta/okta.ts';
import type { Send } from '../../lambdas/adapters/https/vendor-http.ts';
import { IamAccessKeys } from '../../lambdas/adapters/iam/access-keys.ts';
import { AwsQuery } from '../../lambdas/adapters/iam/query.ts';
import { Sha256 } from '../../lambdas/compose/clients/checksum.ts';
import { ENTRA_APP_TAG, IAM_USER_TAG, OKTA_APP_TAG, SECRET_TAG } from '../../lambdas/contract/tags.ts';
import type { IssuedKey, KeyApi } from '../../lambdas/ports/key-api.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { answerSts } from '../../local/aws/iam/sts.ts';
import { LocalIam } from '../../local/aws/iam.ts';
import type { AwsRequest } from '../../local/aws/protocol/http.ts';
import { asAwsError } from '../../local/aws/protocol/http.ts';
import { answerQuery, queryError } from '../../local/aws/protocol/query.ts';
import { Apps } from '../../local/entra/apps.ts';
import { LocalGraph } from '../../local/entra/graph.ts';
import { Tenant } from '../../local/entra/tenant.ts';
import { LocalOkta } from '../../local/okta/api.ts';
import { OrgApps } from '../../local/okta/apps.ts';
import { Org } from '../../local/okta/org.ts';
import { APP, PRIVATE_KEY } from '../contracts/endpoints/okta.ts';

/** Issuers of keys with a stand-in, by the name that a table gives them. */
export const KEY_ISSUERS = ['IAM', 'Entra', 'Okta'] as const;
export type KeyIssuerName = (typeof KEY_ISSUERS)[number];

/** What the stand-in of an issuer knows of the keys of a secret. */
export interface IssuerSide {
  /** What the owner of the secret writes on it. */
  readonly tag: { readonly Key: string; readonly Value: string };
  /** Values of keys that open something now, the oldest first; and how many there are of any state. */
  readonly valid: () => readonly string[];
  readonly count: () => number;
  /** Whether the issuer's own side says whose keys these are. */
  readonly isBound: (isBound: boolean) => void;
  /** What is asked, and answers in place of the issuer. */
  readonly asked: readonly string[];
  readonly pause: () => Promise<void>;
  instead: (call: string) => Response | undefined;
  /** Hears of each call what is sent. */
  hears: (url: URL, request: RequestInit) => void;
}

/** An issuer that has one key of a secret. */
export interface Issuer extends IssuerSide {
  readonly api: KeyApi;
  readonly first: IssuedKey;
}

/** Time that passes with each pause, so that nobody waits. */
export class Clock {
  at = Date.parse('2026-01-05T09:00:00Z');
  readonly now = (): number => this.at;
  readonly pause = async (): Promise<void> => {
    this.at += 2_000;
  };
}

/** `lagMs`: milliseconds after which a new key opens something; at IAM a list shows any change after them. */
export function issuerOf(name: KeyIssuerName, secret: string, lagMs = 0): Promise<Issuer> {
  switch (name) {
    case 'IAM':
      return iam(secret, lagMs);
    case 'Entra':
      return entra(secret, lagMs);
    case 'Okta':
      return okta(secret, lagMs);
  }
}

/** Sends to a stand-in, and notes what is asked. */
export function noting(handle: Send) {
  const notes = {
    asked: [] as string[],
    instead: (_: string): Response | undefined => undefined,
    hears: (_: URL, __: RequestInit): void => {},
  };
  const send: Send = async (url, request) => {
    const action = new URLSearchParams(typeof request.body === 'string' ? request.body : '').get('Action');
    const call = action ?? `${request.method} ${url.pathname}`;
    notes.asked.push(call);
    notes.hears(url, request);
    return notes.instead(call) ?? handle(url, request);
  };
  return { notes, send };
}

/** IAM and STS, as the local server answers them. */
export const iamSend =
  (local: LocalIam): Send =>
  async (url, { method = 'POST', headers, body }) => {
    const sent = { ...Object.fromEntries(new Headers(headers)), host: url.host };
    const request: AwsRequest = {
      ...{ method, path: url.pathname, query: url.searchParams, headers: sent, body: String(body) },
    };
    const answer = await Promise.resolve()
      .then(async () => (await answerSts(local, request)) ?? answerQuery([local], request))
      .catch((error: unknown) => queryError(asAwsError(error)));
    return new Response(answer.body, { status: answer.status });
  };

export const OPERATOR: Credentials = {
  accessKeyId: 'AKIAOPERATOR00000000',
  secretAccessKey: 'canary-operator',
  sessionToken: 't',
};

const queryAt = (service: 'iam' | 'sts', send: Send, credentials: Credentials, now: () => number): AwsQuery =>
  new AwsQuery({
    ...{ endpoint: `https://${service}.amazonaws.com`, service, region: 'us-east-1', sha256: Sha256, send, now },
    version: service === 'iam' ? '2010-05-08' : '2011-06-15',
    credentials: async () => credentials,
  });

const CI = 'ci-deployer';

async function iam(secret: string, lagMs: number): Promise<Issuer> {
  const clock = new Clock();
  const local = new LocalIam({ now: clock.now, lagMs });
  const tags = { member: { 1: { Key: SECRET_TAG, Value: secret } } };
  await local.operations.CreateUser({ UserName: CI, Path: '/services/', Tags: tags });
  const made = (await local.operations.CreateAccessKey({ UserName: CI })) as {
    readonly AccessKey: { readonly AccessKeyId: string; readonly SecretAccessKey: string };
  };
  const { notes, send } = noting(iamSend(local));
  const keys = () => local.peek(CI)?.keys ?? [];
  const api = new IamAccessKeys({
    ...{ user: CI, secret, iam: queryAt('iam', send, OPERATOR, clock.now) },
    late: { looks: 10, pause: clock.pause },
    stsWith: (key) => queryAt('sts', send, key, clock.now),
  });
  return Object.assign(notes, {
    api,
    pause: clock.pause,
    tag: { Key: IAM_USER_TAG, Value: CI },
    first: { id: made.AccessKey.AccessKeyId, key: new Secret(made.AccessKey.SecretAccessKey) },
    valid: () => keys().flatMap(({ status, secret: value }) => (status === 'Active' ? [value] : [])),
    count: () => keys().length,
    isBound: (isBound: boolean) => {
      const user = local.peek(CI);
      if (user !== undefined) user.tags = isBound ? Object.values(tags.member) : [];
    },
  });
}

async function entra(secret: string, lagMs: number): Promise<Issuer> {
  const clock = new Clock();
  const [tenant, apps] = [new Tenant(clock.now), new Apps(clock.now)];
  const app = apps.add();
  const first = apps.addSecret(app, secret);
  apps.lagMs = lagMs;
  const registration = {
    clientId: randomUUID(),
    clientSecret: 'canary-rotator',
    permissions: ['Application.ReadWrite.OwnedBy'],
  };
  const { notes, send } = noting(new LocalGraph(tenant, registration, clock.now, apps).handle);
  const { clientId, clientSecret } = registration;
  const graph = new Graph({
    ...{ send, now: clock.now },
    application: async () => ({ tenant: tenant.id, clientId, clientSecret: new Secret(clientSecret) }),
  });
  const late = { looks: 10, pause: clock.pause };
  return Object.assign(notes, {
    api: new EntraAppSecrets({ tenant: tenant.id, app: app.appId, secret, graph, send, now: clock.now, late }),
    pause: clock.pause,
    tag: { Key: ENTRA_APP_TAG, Value: app.appId },
    first: { id: first.keyId, key: new Secret(first.value) },
    valid: () => app.secrets.map(({ value }) => value),
    count: () => app.secrets.length,
    isBound: (isBound: boolean) => {
      app.secrets = app.secrets.map((one) => ({ ...one, displayName: isBound ? secret : 'by hand' }));
    },
  });
}

async function okta(secret: string, lagMs: number): Promise<Issuer> {
  const clock = new Clock();
  const [org, apps] = [new Org(clock.now), new OrgApps(clock.now)];
  const app = apps.add({ countersignSecret: secret });
  const first = apps.addSecret(app);
  apps.lagMs = lagMs;
  const scopes = [...APP_SCOPES.read, ...APP_SCOPES.write];
  const { notes, send } = noting(new LocalOkta(org, { ...APP, scopes }, clock.now, apps).handle);
  const client = new Okta({
    ...{ org: org.host, scopes: APP_SCOPES, send, now: clock.now },
    application: async () => ({ clientId: APP.clientId, privateKey: new Secret(PRIVATE_KEY) }),
  });
  const late = { looks: 10, pause: clock.pause };
  return Object.assign(notes, {
    api: new OktaAppSecrets({ org: org.host, app: app.id, secret, okta: client, send, late }),
    pause: clock.pause,
    tag: { Key: OKTA_APP_TAG, Value: app.id },
    first: { id: first.id, key: new Secret(first.value) },
    valid: () => app.secrets.flatMap(({ status, value }) => (status === 'ACTIVE' ? [value] : [])),
    count: () => app.secrets.length,
    isBound: (isBound: boolean) => {
      app.profile = isBound ? { countersignSecret: secret } : {};
    },
  });
}
