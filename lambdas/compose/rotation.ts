import { SecretsManagerRotatingSecret } from '../adapters/secrets-manager/rotating-secret.ts';
import { ownValue } from '../app/workflow/own-value.ts';
import type { ConsumerProbe, RotatedSystem } from '../app/workflow/rotated-system.ts';
import type { RotationServices } from '../app/workflow/rotation.ts';
import { RotationError } from '../app/workflow/rotation-error.ts';
import { ENV } from '../contract/environment.ts';
import type { KeyApiSettings } from '../contract/key-apis.ts';
import type { RotatingSecret, RotationState } from '../ports/rotating-secret.ts';
import { once, optionalEnvironment } from './clients/environment.ts';
import { secretsManager } from './clients/secrets-manager.ts';

/** For the rotation function. */
export const rotationServices = /* @__PURE__ */ once((): RotationServices => {
  const secret = new SecretsManagerRotatingSecret(secretsManager());
  return { secret, systemOf: (state) => systemOf(secret, state), probeOf };
});

/** The consumer of a secret, where a setting says how it is asked. */
async function probeOf({ name }: RotationState): Promise<ConsumerProbe | undefined> {
  // INVARIANT: the stack wrote it.
  const probes = JSON.parse(optionalEnvironment(ENV.probes) ?? '{}') as Readonly<Record<string, string>>;
  const url = Object.hasOwn(probes, name) ? probes[name] : undefined;
  if (url === undefined) return undefined;
  const { HttpConsumerProbe } = await import('../adapters/https/consumer-probe.ts');
  const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
  return new HttpConsumerProbe(url, { send: fetch, sleep, now: Date.now });
}

async function keySystemOf(api: string, secret: string): Promise<RotatedSystem> {
  // INVARIANT: the stack wrote it.
  const apis = JSON.parse(optionalEnvironment(ENV.keyApis) ?? '{}') as Readonly<Record<string, KeyApiSettings>>;
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

/** The tags of a secret say which system is behind it. */
async function systemOf(secret: RotatingSecret, state: RotationState): Promise<RotatedSystem> {
  const { postgresRole, keyApi, iamUser, entraApp, oktaApp, name } = state;
  if ([postgresRole, keyApi, iamUser, entraApp, oktaApp].filter((said) => said !== undefined).length > 1)
    throw new RotationError('tag-malformed', 'the tags say two systems');
  if (keyApi !== undefined) return keySystemOf(keyApi, name);
  if (iamUser !== undefined) return accessKeySystemOf(iamUser, name);
  if (entraApp !== undefined) return appSystemOf('entra', entraApp, name);
  if (oktaApp !== undefined) return appSystemOf('okta', oktaApp, name);
  if (postgresRole === undefined) return ownValue(secret, state);
  const servers = optionalEnvironment(ENV.postgres);
  if (servers === undefined) throw new RotationError('system-not-configured', 'no setting names a PostgreSQL server');
  const [{ databasesOf }, { DatabaseRoleSystem }] = await Promise.all([
    import('./databases.ts'),
    import('../app/workflow/database-role.ts'),
  ]);
  return new DatabaseRoleSystem({ databases: databasesOf(servers), passwords: secret }, postgresRole);
}
