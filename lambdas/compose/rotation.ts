import { SecretsManagerRotatingSecret } from '../adapters/secrets-manager/rotating-secret.ts';
import type { ExaminedSystems } from '../app/workflow/examine-systems.ts';
import { ownValue } from '../app/workflow/own-value.ts';
import type { ConsumerProbe, RotatedSystem } from '../app/workflow/rotated-system.ts';
import type { RotationServices } from '../app/workflow/rotation.ts';
import { RotationError } from '../app/workflow/rotation-error.ts';
import type { LdapName, LdapPlaceSettings } from '../contract/connectors.ts';
import type { DatabaseServerSettings } from '../contract/databases.ts';
import { ENV } from '../contract/environment.ts';
import type { KeyApiSettings } from '../contract/key-apis.ts';
import type { SecretSystem } from '../contract/tags.ts';
import type { DirectoryHealth } from '../ports/connector.ts';
import type { RotatingSecret, RotationState } from '../ports/rotating-secret.ts';
import { later, once, optionalEnvironment } from './clients/environment.ts';
import { secretsManager } from './clients/secrets-manager.ts';

/** The variables that tell of LDAP directories. */
const LDAP = { 'active-directory': ENV.activeDirectory, openldap: ENV.openldap } as const;

/** For the rotation function. */
export const rotationServices = /* @__PURE__ */ once((): RotationServices => {
  const secret = new SecretsManagerRotatingSecret(secretsManager());
  return { secret, systemOf: (state) => systemOf(secret, state), probeOf };
});

/** What the stack told this function of its systems; nothing where it has none. INVARIANT: the stack wrote it. */
const told = <Settings>(variable: Parameters<typeof optionalEnvironment>[0], nothing: string): Settings =>
  JSON.parse(optionalEnvironment(variable) ?? nothing) as Settings;
const servers = () => told<readonly DatabaseServerSettings[]>(ENV.postgres, '[]');
const keyApis = () => told<Readonly<Record<string, KeyApiSettings>>>(ENV.keyApis, '{}');
const probes = () => told<Readonly<Record<string, string>>>(ENV.probes, '{}');

/** The variables that tell of rotators, by the connector of the vendor. */
const ROTATORS = { entra: ENV.entraClient, okta: ENV.oktaClient, 'google-workspace': ENV.googleSecret } as const;

/** The systems that a rotation may call, for the doctor. */
export const examinedSystems = (): ExaminedSystems => ({
  database: examined(
    servers().map((one) => [`${one.host}:${one.port}`, one] as const),
    async (one) => (await import('./databases.ts')).databaseHealth(one),
  ),
  'key-api': examined(Object.entries(keyApis()), async (one) => (await import('./key-apis.ts')).keyApiHealth(one)),
  rotator: examined(
    (Object.keys(ROTATORS) as (keyof typeof ROTATORS)[]).filter(isSet).map((vendor) => [vendor, vendor] as const),
    async (vendor) => (await import('./rotator-health.ts')).rotatorHealth[vendor](),
  ),
  probe: examined(Object.entries(probes()), async (url) => {
    const { ProbeHealth } = await import('../adapters/https/probe-health.ts');
    return new ProbeHealth(url, fetch);
  }),
});

const isSet = (vendor: keyof typeof ROTATORS): boolean => optionalEnvironment(ROTATORS[vendor]) !== undefined;

const examined = <Settings>(
  named: readonly (readonly [name: string, settings: Settings])[],
  make: (settings: Settings) => Promise<DirectoryHealth>,
): Readonly<Record<string, DirectoryHealth>> =>
  Object.fromEntries(named.map(([name, settings]) => [name, later(() => make(settings), { flaw: true })]));

/** The consumer of a secret, where a setting says how it is asked. */
async function probeOf({ name }: RotationState): Promise<ConsumerProbe | undefined> {
  const all = probes();
  const url = Object.hasOwn(all, name) ? all[name] : undefined;
  if (url === undefined) return undefined;
  const { HttpConsumerProbe } = await import('../adapters/https/consumer-probe.ts');
  const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
  return new HttpConsumerProbe(url, { send: fetch, sleep, now: Date.now });
}

/** Makes what is behind a secret, by the name that the tag says. */
type SystemMaker = (
  name: string,
  held: { readonly name: string; readonly secret: RotatingSecret },
) => Promise<RotatedSystem>;

const SYSTEMS: Readonly<Record<SecretSystem, SystemMaker>> = {
  'postgres-role': async (role, { secret }) => {
    if (servers().length === 0) throw notConfigured('no setting names a PostgreSQL server');
    const [{ databasesOf }, { DatabaseRoleSystem }] = await Promise.all([
      import('./databases.ts'),
      import('../app/workflow/database-role.ts'),
    ]);
    return new DatabaseRoleSystem({ databases: databasesOf(servers()), passwords: secret }, role);
  },
  'key-api': async (api, { name }) => {
    const apis = keyApis();
    const described = Object.hasOwn(apis, api) ? apis[api] : undefined;
    if (described === undefined) throw notConfigured('no setting describes the API');
    const [{ keyApiOf }, { ApiKeySystem }] = await Promise.all([
      import('./key-apis.ts'),
      import('../app/workflow/api-key.ts'),
    ]);
    return new ApiKeySystem(keyApiOf(described), name);
  },
  'iam-user': async (user, { name }) => {
    assertSet(ENV.iamUsers, 'no setting names an IAM user');
    return (await import('./access-keys.ts')).accessKeySystem(user, name);
  },
  'entra-app': async (app, { name }) => {
    assertSet(ENV.entraClient, 'no setting names an application of Entra that makes secrets of others');
    return (await import('./app-secrets.ts')).entraAppSystem(app, name);
  },
  'entra-app-certificate': async (app, { name }) => {
    assertSet(ENV.entraClient, 'no setting names an application of Entra that adds certificates to others');
    return (await import('./app-certificates.ts')).entraAppCertificateSystem(app, name);
  },
  'okta-app': async (app, { name }) => {
    assertSet(ENV.oktaClient, 'no setting names an app of Okta that makes secrets of others');
    return (await import('./app-secrets.ts')).oktaAppSystem(app, name);
  },
  'okta-app-key': async (app, { name }) => {
    assertSet(ENV.oktaClient, 'no setting names an app of Okta that adds keys to others');
    return (await import('./app-secrets.ts')).oktaAppKeySystem(app, name);
  },
  'google-account': async (account, { name }) => {
    assertSet(ENV.googleSecret, 'no setting names a service account of Google that makes keys of others');
    return (await import('./app-secrets.ts')).googleAccountSystem(account, name);
  },
  'ldap-account': async (directory, { secret }) => {
    const settings = Object.hasOwn(LDAP, directory) ? optionalEnvironment(LDAP[directory as LdapName]) : undefined;
    if (settings === undefined) throw notConfigured('no setting names the directory');
    const { ownPasswordSystem } = await import('./own-passwords.ts');
    // INVARIANT: the stack wrote it.
    return ownPasswordSystem(directory as LdapName, JSON.parse(settings) as LdapPlaceSettings, secret);
  },
};

const notConfigured = (says: string): RotationError => new RotationError('system-not-configured', says);

function assertSet(variable: Parameters<typeof optionalEnvironment>[0], otherwise: string): void {
  if (optionalEnvironment(variable) === undefined) throw notConfigured(otherwise);
}

/** The tags of a secret say which system is behind it. */
async function systemOf(secret: RotatingSecret, state: RotationState): Promise<RotatedSystem> {
  const [system, ...others] = state.systems;
  if (system === undefined) return ownValue(secret, state);
  if (others.length > 0) throw new RotationError('tag-malformed', 'the tags say two systems');
  return SYSTEMS[system.kind](system.name, { name: state.name, secret });
}
