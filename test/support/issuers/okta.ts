import { OktaAppKeys } from '../../../lambdas/adapters/connectors/okta/app-keys.ts';
import { OktaAppSecrets } from '../../../lambdas/adapters/connectors/okta/app-secrets.ts';
import { APP_SCOPES, Okta } from '../../../lambdas/adapters/connectors/okta/okta.ts';
import { OKTA_APP_KEY_TAG, OKTA_APP_TAG } from '../../../lambdas/contract/tags.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { LocalOkta } from '../../../local/okta/api.ts';
import { type OrgApp, OrgApps } from '../../../local/okta/apps.ts';
import { Org } from '../../../local/okta/org.ts';
import { APP, PRIVATE_KEY } from '../../contracts/endpoints/okta.ts';
import { rsaPair } from '../rsa-pairs.ts';
import { Clock, type Issuer, noting } from './issuer.ts';

/** An org with one app, which says that its credentials are the secret's. */
function orgWithApp(secret: string, authMethod: OrgApp['authMethod']) {
  const clock = new Clock();
  const [org, apps] = [new Org(clock.now), new OrgApps(clock.now)];
  const app = apps.add({ countersignSecret: secret }, authMethod);
  const scopes = [...APP_SCOPES.read, ...APP_SCOPES.write];
  const { notes, send } = noting(new LocalOkta(org, { ...APP, scopes }, clock.now, apps).handle);
  const okta = new Okta({
    ...{ org: org.host, scopes: APP_SCOPES, send, now: clock.now },
    application: async () => ({ clientId: APP.clientId, privateKey: new Secret(PRIVATE_KEY) }),
  });
  const late = { looks: 10, pause: clock.pause };
  return {
    ...{ clock, apps, app, notes, options: { org: org.host, app: app.id, secret, okta, send, late } },
    isBound: (isBound: boolean) => {
      app.profile = isBound ? { countersignSecret: secret } : {};
    },
  };
}

export async function oktaSecretIssuer(secret: string, lagMs: number): Promise<Issuer> {
  const { clock, apps, app, notes, options, isBound } = orgWithApp(secret, 'client_secret_basic');
  const first = apps.addSecret(app);
  apps.lagMs = lagMs;
  return Object.assign(notes, {
    ...{ api: new OktaAppSecrets(options), pause: clock.pause, isBound },
    tag: { Key: OKTA_APP_TAG, Value: app.id },
    first: { id: first.id, key: new Secret(first.value) },
    valid: () => app.secrets.flatMap(({ status, value }) => (status === 'ACTIVE' ? [value] : [])),
    count: () => app.secrets.length,
  });
}

/** An app that signs in with keys, and has none yet. */
export async function keyedApp(secret: string) {
  const org = orgWithApp(secret, 'private_key_jwt');
  const make = async () => (await rsaPair()).privateKey;
  return { ...org, api: new OktaAppKeys({ ...org.options, make, now: org.clock.now }) };
}

export type KeyedApp = Awaited<ReturnType<typeof keyedApp>>;

export async function oktaKeyIssuer(secret: string, lagMs: number): Promise<Issuer> {
  const { clock, apps, app, notes, api, isBound } = await keyedApp(secret);
  // Okta has the public halves alone: whoever made a key remembers it.
  const made = new Map<string, string>();
  const create = api.create.bind(api);
  api.create = async () => {
    const issued = await create();
    made.set(issued.id, issued.key.reveal());
    return issued;
  };
  const first = await api.create();
  clock.at += 3_600_000;
  apps.lagMs = lagMs;
  notes.asked.length = 0;
  return Object.assign(notes, {
    ...{ api, pause: clock.pause, isBound, first },
    tag: { Key: OKTA_APP_KEY_TAG, Value: app.id },
    valid: () => app.keys.flatMap(({ id, status }) => (status === 'ACTIVE' ? [made.get(id) ?? ''] : [])),
    count: () => app.keys.length,
  });
}
