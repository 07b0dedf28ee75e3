import { readFileSync } from 'node:fs';
import { DynamoDbBatchRows } from '../adapters/dynamodb/batch-rows.ts';
import { DynamoDbLookAlikes } from '../adapters/dynamodb/look-alikes.ts';
import { lookAlikesIn, lookAlikesInEach } from '../app/people/look-alikes.ts';
import type { DifferenceServices } from '../app/people/policy-difference.ts';
import type { PolicyFileServices } from '../app/people/policy-file.ts';
import type { RegistryServices } from '../app/people/registry.ts';
import { readRows } from '../app/people/uploaded.ts';
import { readTier } from '../app/workflow/directory-tier.ts';
import type { ConnectorName, LdapName } from '../contract/connectors.ts';
import { ENV } from '../contract/environment.ts';
import { normalTarget } from '../core/registry/identity.ts';
import type { Directory } from '../ports/connector.ts';
import { dynamo } from './clients/clients.ts';
import { deployedPath, environment, later, once, optionalEnvironment } from './clients/environment.ts';
import { keyring } from './clients/signing.ts';
import {
  centerSettings,
  connectorNames,
  entraSettings,
  googleSettings,
  handDirectories,
  oktaSettings,
  signingServices,
  submitServices,
} from './ledger.ts';

/** How the directory behind each connector is read. The registry changes nothing there: its rights, and its service account of an LDAP directory, only read. */
const DIRECTORY: Readonly<Record<ConnectorName, () => () => Promise<Directory>>> = {
  'secrets-manager': () => async () => (await import('./directories/directories.ts')).secretDirectory(),
  cognito: () => {
    const [userPool, groupTiers] = [environment(ENV.userPoolId), optionalEnvironment(ENV.groupTiers)];
    return async () => (await import('./directories/directories.ts')).userPoolDirectory(userPool, groupTiers);
  },
  iam: () => {
    const groupTiers = optionalEnvironment(ENV.groupTiers);
    return async () => (await import('./directories/iam.ts')).iamDirectory(groupTiers);
  },
  'active-directory': () => ldap('active-directory', environment(ENV.activeDirectory)),
  openldap: () => ldap('openldap', environment(ENV.openldap)),
  entra: () => {
    const settings = entraSettings();
    return async () => (await import('./directories/entra.ts')).entraDirectory(settings);
  },
  okta: () => {
    const settings = oktaSettings();
    return async () => (await import('./directories/okta.ts')).oktaDirectory(settings);
  },
  'google-workspace': () => {
    const settings = googleSettings();
    return async () => (await import('./directories/google-workspace.ts')).googleDirectory(settings);
  },
  'identity-center': () => {
    const settings = centerSettings();
    return async () => (await import('./directories/identity-center.ts')).centerDirectory(settings);
  },
  'by-hand': () => {
    const directories = handDirectories();
    return async () => (await import('./directories/by-hand.ts')).handDirectory(directories);
  },
};

const ldap = (name: LdapName, settings: string) => async () =>
  (await import('./directories/ldap.ts')).ldapDirectory(name, settings);

const directories = /* @__PURE__ */ once(
  (): ReadonlyMap<string, Directory> =>
    new Map(
      connectorNames().map((name) => [name, later<Directory>(DIRECTORY[name](), { identityOf: true, tierOf: true })]),
    ),
);

/** Undefined without a connector of this name. */
const directoryOf = (connector: string): Directory | undefined => directories().get(connector);

const lookAlikes = /* @__PURE__ */ once(() => new DynamoDbLookAlikes(dynamo(), environment(ENV.workspaceTable)));
const batchRows = /* @__PURE__ */ once(() => new DynamoDbBatchRows(dynamo(), environment(ENV.workspaceTable)));

/** For the registry, with the deployment's connectors, to read which user or secret a name leads to. */
export const registryServices = /* @__PURE__ */ once(
  (): RegistryServices => ({
    ...signingServices(),
    lookAlikesOf: lookAlikesIn(lookAlikes()),
    lookAlikesOfEach: lookAlikesInEach(lookAlikes()),
    rows: batchRows(),
    readRows: (of) => readRows(batchRows(), of),
    readPolicy: async (proposed) => (await policyReader())(proposed),
    heldKeys: () => keyring().pinned(),
    directoryTierOf: async ({ connector, target }) => {
      const directory = directoryOf(connector);
      return directory === undefined ? null : readTier(directory, target);
    },
    directoryIdOf: async (connector, target) => {
      const directory = directoryOf(connector);
      return directory === undefined ? normalTarget(target) : directory.identityOf(target);
    },
  }),
);

/** To show how a proposed policy differs from the one in force. */
export const differenceServices = /* @__PURE__ */ once(
  (): DifferenceServices => ({
    ledger: submitServices().ledger,
    compare: async (texts) => (await import('../adapters/policy/reader.ts')).comparePolicyTexts(texts),
  }),
);

/** To check a policy file that somebody gives. */
export const policyFileServices = /* @__PURE__ */ once((): PolicyFileServices => {
  const { ledger, surroundings } = submitServices();
  return { ledger, surroundings, checkFile: async (given) => (await fileChecker())(given) };
});

/** Loaded with the first file: it brings the parser of YAML. */
const fileChecker = /* @__PURE__ */ once(async () => {
  const { policyFileChecker } = await import('../adapters/policy/uploaded.ts');
  const file = optionalEnvironment(ENV.shippedPoliciesFile);
  const shipped = file === undefined ? {} : JSON.parse(readFileSync(deployedPath(file), 'utf8'));
  return policyFileChecker({ shipped, deployed: (await submitServices().policy.current()).digest });
});

/** Loaded with the first proposal of a policy, and then kept: it remembers what it has read. */
const policyReader = /* @__PURE__ */ once(async () => {
  const { policyReader: readerOn } = await import('../adapters/policy/reader.ts');
  return readerOn(submitServices().policy);
});
