import { randomBytes, randomUUID, type X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { context, GraphError, type GraphPart, parsed, type Route } from './answers.ts';
import { APP, type AppCertificate, type AppSecret, ownedApp, type TenantApp } from './app.ts';
import { addedCertificate, keyRoutes, lifeOf, shownKey } from './app-keys.ts';
import { claimsSignedBy, type KnownCertificate } from './assertions.ts';

const BEGINNING = 3;

/** Applications of a tenant in memory, and signing in as one of them. A new secret or certificate is known everywhere after `lagMs` only. */
export class Apps implements GraphPart {
  readonly all: TenantApp[] = [];
  lagMs = 0;
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  add(isOwned = true): TenantApp {
    const app: TenantApp = { id: randomUUID(), appId: randomUUID(), isOwned, secrets: [], certificates: [] };
    this.all.push(app);
    return app;
  }

  addSecret(app: TenantApp, displayName: string | null, endDateTime = '2098-01-01T00:00:00Z'): AppSecret {
    const [keyId, value, madeAt] = [randomUUID(), randomBytes(30).toString('base64url'), this.#now()];
    const secret = { keyId, displayName, endDateTime, value, madeAt };
    app.secrets = [...app.secrets, secret];
    return secret;
  }

  addCertificate(
    app: TenantApp,
    certificate: X509Certificate,
    displayName: string | null,
    isUploaded = false,
  ): AppCertificate {
    const added = addedCertificate(app, certificate, displayName, { madeAt: this.#now(), isUploaded });
    app.certificates = [...app.certificates, added];
    return added;
  }

  /** The certificates of an application; each says when it counts. */
  knownCertificates(app: TenantApp): readonly KnownCertificate[] {
    return app.certificates.map((one) => lifeOf(one, this.lagMs));
  }

  isClient(form: URLSearchParams, audience: string): boolean {
    const app = this.all.find((one) => one.appId === form.get('client_id'));
    if (app === undefined) return false;
    return form.has('client_assertion') ? this.#isAsserted(app, form, audience) : this.#hasSecret(app, form);
  }

  #hasSecret({ secrets }: TenantApp, form: URLSearchParams): boolean {
    const now = this.#now();
    return secrets.some(
      ({ value, madeAt, endDateTime }) =>
        value === form.get('client_secret') && now >= madeAt + this.lagMs && now < Date.parse(endDateTime),
    );
  }

  /** https://learn.microsoft.com/entra/identity-platform/certificate-credentials */
  #isAsserted(app: TenantApp, form: URLSearchParams, audience: string): boolean {
    const isJwt = form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    const claims = claimsSignedBy(form.get('client_assertion') ?? '', this.knownCertificates(app), this.#now());
    if (claims === undefined || !isJwt || form.has('client_secret')) return false;
    const { aud, iss, sub, jti } = claims;
    return aud === audience && iss === app.appId && sub === app.appId && jti !== undefined;
  }

  get routes(): readonly Route[] {
    return [...appRoutes(this), ...keyRoutes(this)];
  }

  get now(): number {
    return this.#now();
  }
}

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
        const { id, secrets, certificates } = ownedApp(apps.all, part('app'));
        const lists = new Map<string, readonly unknown[]>([
          ['passwordCredentials', secrets.map(shown)],
          ['keyCredentials', certificates.map(shownKey)],
        ]);
        const [first, wanted = '', ...rest] = url.searchParams.get('$select')?.split(',') ?? [];
        const list = lists.get(wanted);
        if (first !== 'id' || list === undefined || rest.length > 0)
          throw new GraphError(400, 'Request_BadRequest', 'A selected property is not known.');
        return { status: 200, body: { '@odata.context': context('applications/$entity'), id, [wanted]: list } };
      },
    },
    {
      ...{ method: 'POST', pattern: new RegExp(`${APP}\\/addPassword$`), needs },
      run: ({ part, body }) => {
        const { passwordCredential: asked } = parsed(passwordBody, body);
        const app = ownedApp(apps.all, part('app'));
        const twoYears = new Date(apps.now + 2 * 365 * 86_400_000).toISOString();
        const made = apps.addSecret(app, asked.displayName ?? null, asked.endDateTime ?? twoYears);
        return { status: 200, body: { ...shown(made), secretText: made.value } };
      },
    },
    {
      ...{ method: 'POST', pattern: new RegExp(`${APP}\\/removePassword$`), needs },
      run: ({ part, body }) => {
        const { keyId } = parsed(removalBody, body);
        const app = ownedApp(apps.all, part('app'));
        if (!app.secrets.some((one) => one.keyId === keyId))
          throw new GraphError(400, 'Request_BadRequest', 'No password credential found with keyId.');
        app.secrets = app.secrets.filter((one) => one.keyId !== keyId);
        return { status: 204 };
      },
    },
  ];
}

/** https://learn.microsoft.com/graph/api/resources/passwordcredential */
const shown = ({ keyId, displayName, endDateTime, value, madeAt }: AppSecret) => ({
  ...{ customKeyIdentifier: null, displayName, endDateTime, hint: value.slice(0, BEGINNING), keyId },
  ...{ secretText: null, startDateTime: new Date(madeAt).toISOString() },
});
