import { DynamoDbDueGrants } from '../adapters/dynamodb/due-grants.ts';
import { PolicyFile } from '../adapters/policy/file.ts';
import type { HealthServices } from '../app/people/health.ts';
import type { RightsAtIam } from '../contract/callers.ts';
import type { LdapName } from '../contract/connectors.ts';
import { ENV } from '../contract/environment.ts';
import { FILED, type PopulationSettings } from '../contract/population.ts';
import type { DirectoryHealth } from '../ports/connector.ts';
import type { Health } from '../ports/health.ts';
import { dynamo } from './clients/clients.ts';
import { deployedPath, environment, later, once, optionalEnvironment } from './clients/environment.ts';
import { pinnedKeys } from './clients/signing.ts';
import { ticketSources } from './intake.ts';
import {
  capabilities,
  centerSettings,
  connectorNames,
  entraSettings,
  googleSettings,
  oktaSettings,
  readingServices,
} from './ledger.ts';
import { chatsByName } from './outside/chats.ts';
import { ways } from './outside/messages.ts';
import { ticketSystems } from './outside/tickets.ts';
import { vendors } from './proving.ts';

/** For the doctor function; it decides nothing and writes nothing. */
export const healthServices = /* @__PURE__ */ once(
  (): HealthServices => ({
    ...readingServices(),
    policy: new PolicyFile(deployedPath(environment(ENV.policyFile))),
    dueGrants: new DynamoDbDueGrants(dynamo(), environment(ENV.workspaceTable)),
    health: health(),
    chats: chatsByName(),
    tickets: ticketSystems(),
    directories: directoriesAsked(),
    files: filesAsked(),
    issuer: environment(ENV.issuer),
    capabilities: capabilities(),
    ways: ways(),
    vendors: Object.keys(vendors()),
    sources: Object.keys(ticketSources()),
    capped: optionalEnvironment(ENV.caps) !== undefined,
  }),
);

/** The directories whose application for reading this function can use. */
function directoriesAsked(): HealthServices['directories'] {
  const names = connectorNames();
  return {
    ...(names.includes('active-directory') ? { 'active-directory': ldapAsked('active-directory') } : {}),
    ...(names.includes('openldap') ? { openldap: ldapAsked('openldap') } : {}),
    ...(names.includes('entra') ? { entra: entraAsked() } : {}),
    ...(names.includes('okta') ? { okta: oktaAsked() } : {}),
    ...(names.includes('identity-center') ? { 'identity-center': centerAsked() } : {}),
    ...(names.includes('google-workspace') ? { 'google-workspace': googleAsked() } : {}),
  };
}

/** The files of record that this function can fetch. */
function filesAsked(): HealthServices['files'] {
  const text = optionalEnvironment(ENV.population);
  // INVARIANT: the stack wrote it.
  const { files = {} } = text === undefined ? {} : (JSON.parse(text) as PopulationSettings);
  const asked = FILED.flatMap((name) => {
    const file = files[name];
    if (file === undefined) return [];
    const health = async () => (await import('./csv-population.ts')).csvHealth(name, file);
    return [[name, later<DirectoryHealth>(health, { flaw: true })] as const];
  });
  return Object.fromEntries(asked);
}

function ldapAsked(name: LdapName): DirectoryHealth {
  const settings = environment(name === 'openldap' ? ENV.openldap : ENV.activeDirectory);
  return later(async () => (await import('./directories/ldap.ts')).ldapHealth(name, settings), { flaw: true });
}

function entraAsked(): DirectoryHealth {
  const settings = entraSettings();
  return later(async () => (await import('./directories/entra.ts')).entraHealth(settings), { flaw: true });
}

function oktaAsked(): DirectoryHealth {
  const settings = oktaSettings();
  return later(async () => (await import('./directories/okta.ts')).oktaHealth(settings), { flaw: true });
}

function centerAsked(): DirectoryHealth {
  const settings = centerSettings();
  return later(async () => (await import('./directories/identity-center.ts')).centerHealth(settings), { flaw: true });
}

function googleAsked(): DirectoryHealth {
  const settings = googleSettings();
  return later(async () => (await import('./directories/google-workspace.ts')).googleHealth(settings), { flaw: true });
}

const health = /* @__PURE__ */ once((): Health => {
  const places = {
    keys: keysByUse(),
    topicArn: environment(ENV.alertTopicArn),
    mailFrom: optionalEnvironment(ENV.mailFrom) ?? null,
    webhookPrefix: environment(ENV.webhookSecretPrefix),
    rotation: optionalEnvironment(ENV.rotationFunction) ?? null,
    rights: rightsAtIam(),
  };
  return later(async () => (await import('./aws-health.ts')).awsHealth(places), {
    ...{ keys: true, subscribers: true, mail: true, texts: true, concurrency: true, webhookKeys: true, systems: true },
    rights: true,
  });
});

/** Null where IAM is not governed. */
function rightsAtIam(): RightsAtIam | null {
  const text = optionalEnvironment(ENV.rightsAtIam);
  // INVARIANT: the stack wrote it.
  return text === undefined ? null : (JSON.parse(text) as RightsAtIam);
}

/** The custody key, and the signing keys of each family, oldest first. */
function keysByUse(): Readonly<Record<string, string>> {
  const signing = Object.entries(pinnedKeys()).flatMap(([family, arns]) =>
    arns.map((arn, index) => [`signing:${family}${index === 0 ? '' : index + 1}`, arn] as const),
  );
  return { custody: environment(ENV.keyId), ...Object.fromEntries(signing) };
}
