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

/** The systems that a rotation may call, for the doctor. */
export const examinedSystems = (): ExaminedSystems => ({
  database: examined(
    servers().map((one) => [`${one.host}:${one.port}`, one] as const),
    async (one) => (await import('./databases.ts')).databaseHealth(one),
  ),
  'key-api': examined(Object.entries(keyApis()), async (one) => (await import('./key-apis.ts')).keyApiHealth(one)),
  probe: examined(Object.entries(probes()), async (url) => {
    const { ProbeHealth } = await import('../adapters/https/probe-health.ts');
    return new ProbeHealth(url, fetch);
  }),
});

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

async function keySystemOf(api: string, secret: string): Promise<RotatedSystem> {
  const apis = keyApis();
  const described = Object.hasOwn(apis, api) ? apis[api] : undefined;
  if (described === undefined) throw new RotationError('system-not-configured', 'no setting describes the API');
  const [{ keyApiOf }, { ApiKeySystem }] = await Promise.all([
    import('./key-apis.ts'),
    import('../app/workflow/api-key.ts'),
  ]);
  return new ApiKeySystem(keyApiOf(described), secret);
}

async function accessKeySystemOf(user: string, secret: string): Promise<RotatedSystem> {
  if (optionalEnvironment(ENV.iamUsers) === undefined)
    throw new RotationError('system-not-configured', 'no setting names an IAM user');
  return (await import('./access-keys.ts')).accessKeySystem(user, secret);
}

async function appSystemOf(directory: 'entra' | 'okta', app: string, secret: string): Promise<RotatedSystem> {
  const client = directory === 'entra' ? ENV.entraClient : ENV.oktaClient;
  if (optionalEnvironment(client) === undefined)
    throw new RotationError('system-not-configured', 'no setting names an application that makes secrets of others');
  const { entraAppSystem, oktaAppSystem } = await import('./app-secrets.ts');
  return directory === 'entra' ? entraAppSystem(app, secret) : oktaAppSystem(app, secret);
}

async function certificateSystemOf(app: string, secret: string): Promise<RotatedSystem> {
  if (optionalEnvironment(ENV.entraClient) === undefined)
    throw new RotationError(
      'system-not-configured',
      'no setting names an application that adds certificates to others',
    );
  return (await import('./app-certificates.ts')).entraAppCertificateSystem(app, secret);
}

async function ownPasswordSystemOf(directory: string, secret: RotatingSecret): Promise<RotatedSystem> {
  const settings = Object.hasOwn(LDAP, directory) ? optionalEnvironment(LDAP[directory as LdapName]) : undefined;
  if (settings === undefined) throw new RotationError('system-not-configured', 'no setting names the directory');
  const { ownPasswordSystem } = await import('./own-passwords.ts');
  // INVARIANT: the stack wrote it.
  return ownPasswordSystem(directory as LdapName, JSON.parse(settings) as LdapPlaceSettings, secret);
}

/** The tags of a secret say which system is behind it. */
async function systemOf(secret: RotatingSecret, state: RotationState): Promise<RotatedSystem> {
  const { postgresRole, keyApi, iamUser, entraApp, entraAppCertificate, oktaApp, ldapAccount, name } = state;
  const said = [postgresRole, keyApi, iamUser, entraApp, entraAppCertificate, oktaApp, ldapAccount];
  if (said.filter((one) => one !== undefined).length > 1)
    throw new RotationError('tag-malformed', 'the tags say two systems');
  if (keyApi !== undefined) return keySystemOf(keyApi, name);
  if (iamUser !== undefined) return accessKeySystemOf(iamUser, name);
  if (entraApp !== undefined) return appSystemOf('entra', entraApp, name);
  if (entraAppCertificate !== undefined) return certificateSystemOf(entraAppCertificate, name);
  if (oktaApp !== undefined) return appSystemOf('okta', oktaApp, name);
  if (ldapAccount !== undefined) return ownPasswordSystemOf(ldapAccount, secret);
  if (postgresRole === undefined) return ownValue(secret, state);
  if (servers().length === 0) throw new RotationError('system-not-configured', 'no setting names a PostgreSQL server');
  const [{ databasesOf }, { DatabaseRoleSystem }] = await Promise.all([
    import('./databases.ts'),
    import('../app/workflow/database-role.ts'),
  ]);
  return new DatabaseRoleSystem({ databases: databasesOf(servers()), passwords: secret }, postgresRole);
}
