import { DynamoDbLogPlaces } from '../adapters/dynamodb/log-places.ts';
import { DynamoDbReceipts } from '../adapters/dynamodb/receipts.ts';
import type { TrailServices } from '../app/intake/cloud-trail.ts';
import type { IdentityOf } from '../app/intake/iam-trail.ts';
import type { PollingServices } from '../app/intake/log-polling.ts';
import type { TallyServices } from '../app/intake/tally.ts';
import type { LdapName, VendorLogSettings } from '../contract/connectors.ts';
import { ENV } from '../contract/environment.ts';
import type { DirectoryLog } from '../ports/directory-log.ts';
import { dynamo } from './clients/clients.ts';
import { environment, later, once, optionalEnvironment } from './clients/environment.ts';
import { capabilities, submitServices } from './ledger.ts';

const SETTINGS = { 'active-directory': ENV.activeDirectory, openldap: ENV.openldap } as const satisfies Record<
  LdapName,
  string
>;

/** The logs of the LDAP directories that this deployment has. */
const logs = (): readonly DirectoryLog[] =>
  (Object.keys(SETTINGS) as LdapName[]).flatMap((connector) => {
    const settings = optionalEnvironment(SETTINGS[connector]);
    if (settings === undefined) return [];
    const log = async () => (await import('./ldap-logs.ts')).ldapLog(connector, settings);
    return [{ connector, ...later<Omit<DirectoryLog, 'connector'>>(log, { since: true }) }];
  });

/** The logs of the tenant and of the org, where a setting has them asked. */
const vendorLogs = (): readonly DirectoryLog[] => {
  const [entra, okta] = [optionalEnvironment(ENV.entraLog), optionalEnvironment(ENV.oktaLog)];
  // INVARIANT: the stack wrote them.
  const settings = (text: string) => JSON.parse(text) as VendorLogSettings;
  const made = (connector: 'entra' | 'okta', log: () => Promise<DirectoryLog>): DirectoryLog => ({
    connector,
    ...later<Omit<DirectoryLog, 'connector'>>(log, { since: true }),
  });
  return [
    ...(entra === undefined
      ? []
      : [made('entra', async () => (await import('./vendor-logs.ts')).entraLog(settings(entra)))]),
    ...(okta === undefined
      ? []
      : [made('okta', async () => (await import('./vendor-logs.ts')).oktaLog(settings(okta)))]),
  ];
};

/** For the function that asks the logs of directories. */
export const pollingServices = /* @__PURE__ */ once(
  (): PollingServices => ({
    ...submitServices(),
    capabilities: capabilities(),
    logs: [...logs(), ...vendorLogs()],
    places: new DynamoDbLogPlaces(dynamo(), environment(ENV.workspaceTable)),
  }),
);

/** For the function that asks those logs, when it tallies a month. */
export const tallyServices = /* @__PURE__ */ once(
  (): TallyServices => ({
    ...submitServices(),
    receipts: new DynamoDbReceipts(dynamo(), environment(ENV.workspaceTable)),
  }),
);

/** Loaded with the first call of IAM. */
const trailedIdentity: IdentityOf = async (target) => (await import('./iam-trail.ts')).identityOf(target);

/** For the function that hears of CloudTrail. */
export const trailServices = /* @__PURE__ */ once(
  (): TrailServices => ({
    ...submitServices(),
    capabilities: capabilities(),
    connectorRoles: environment(ENV.connectorRoles).split(' '),
    rotationFunctions: optionalEnvironment(ENV.rotationFunctions)?.split(' ') ?? [],
    ...(optionalEnvironment(ENV.iamTrail) === undefined ? {} : { identityOf: trailedIdentity }),
  }),
);
