import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { context, GraphError, type GraphPart, parsed, type Route } from './answers.ts';

/** A client secret of an application; its value is shown once. */
export interface AppSecret {
  readonly keyId: string;
  readonly displayName: string | null;
  readonly endDateTime: string;
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
}

export interface TenantApp {
  readonly id: string;
  /** The client id. */
  readonly appId: string;
  /** Whether the caller is among its owners: `Application.ReadWrite.OwnedBy` covers no other. */
  readonly isOwned: boolean;
  secrets: readonly AppSecret[];
}

const BEGINNING = 3;

/** Applications of a tenant in memory, and signing in as one of them. A new secret is known everywhere after `lagMs` only. */
export class Apps implements GraphPart {
  readonly all: TenantApp[] = [];
  lagMs = 0;
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  add(isOwned = true): TenantApp {
    const app: TenantApp = { id: randomUUID(), appId: randomUUID(), isOwned, secrets: [] };
    this.all.push(app);
    return app;
  }

  addSecret(app: TenantApp, displayName: string | null, endDateTime = '2098-01-01T00:00:00Z'): AppSecret {
    const [keyId, value, madeAt] = [randomUUID(), randomBytes(30).toString('base64url'), this.#now()];
    const secret = { keyId, displayName, endDateTime, value, madeAt };
    app.secrets = [...app.secrets, secret];
    return secret;
  }

  isClient(appId: string, value: string): boolean {
    const app = this.all.find((one) => one.appId === appId);
    const now = this.#now();
    return (app?.secrets ?? []).some(
      (one) => one.value === value && now >= one.madeAt + this.lagMs && now < Date.parse(one.endDateTime),
    );
  }

  get routes(): readonly Route[] {
    return appRoutes(this);
  }

  get now(): number {
    return this.#now();
  }
}

const APP = String.raw`^\/v1\.0\/applications\(appId='(?<app>[0-9a-f-]{36})'\)`;

const passwordBody = z.strictObject({
  passwordCredential: z.strictObject({
    displayName: z.string().optional(),
    endDateTime: z.iso.datetime().optional(),
    startDateTime: z.iso.datetime().optional(),
  }),
});
const removalBody = z.strictObject({ keyId: z.guid() });

/** https://learn.microsoft.com/graph/api/application-addpassword, `application-removepassword` and `application-get`. */
function appRoutes(apps: Apps): readonly Route[] {
  const needs = 'Application.ReadWrite.OwnedBy';
  return [
    {
      ...{ method: 'GET', pattern: new RegExp(`${APP}$`), needs },
      run: ({ part, url }) => {
        if (url.searchParams.get('$select') !== 'id,passwordCredentials')
          throw new GraphError(400, 'Request_BadRequest', 'A selected property is not known.');
        const { id, secrets } = owned(apps, part('app'));
        const body = { '@odata.context': context('applications/$entity'), id, passwordCredentials: secrets.map(shown) };
        return { status: 200, body };
      },
    },
    {
      ...{ method: 'POST', pattern: new RegExp(`${APP}\\/addPassword$`), needs },
      run: ({ part, body }) => {
        const { passwordCredential: asked } = parsed(passwordBody, body);
        const app = owned(apps, part('app'));
        const twoYears = new Date(apps.now + 2 * 365 * 86_400_000).toISOString();
        const made = apps.addSecret(app, asked.displayName ?? null, asked.endDateTime ?? twoYears);
        return { status: 200, body: { ...shown(made), secretText: made.value } };
      },
    },
    {
      ...{ method: 'POST', pattern: new RegExp(`${APP}\\/removePassword$`), needs },
      run: ({ part, body }) => {
        const { keyId } = parsed(removalBody, body);
        const app = owned(apps, part('app'));
        if (!app.secrets.some((one) => one.keyId === keyId))
          throw new GraphError(400, 'Request_BadRequest', 'No password credential found with keyId.');
        app.secrets = app.secrets.filter((one) => one.keyId !== keyId);
        return { status: 204 };
      },
    },
  ];
}

function owned(apps: Apps, appId: string): TenantApp {
  const app = apps.all.find((one) => one.appId === appId);
  if (app === undefined) throw new GraphError(404, 'Request_ResourceNotFound', `Resource '${appId}' does not exist.`);
  if (!app.isOwned)
    throw new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
  return app;
}

/** https://learn.microsoft.com/graph/api/resources/passwordcredential */
const shown = ({ keyId, displayName, endDateTime, value, madeAt }: AppSecret) => ({
  ...{ customKeyIdentifier: null, displayName, endDateTime, hint: value.slice(0, BEGINNING), keyId },
  ...{ secretText: null, startDateTime: new Date(madeAt).toISOString() },
});
