import { DynamoDbDueGrants } from '../adapters/dynamodb/due-grants.ts';
import { staffSignatures } from '../adapters/webauthn/staff.ts';
import type { AssessmentServices } from '../app/workflow/assessment.ts';
import type { ExecutionServices } from '../app/workflow/execution.ts';
import { CONNECTORS, type ConnectorName, type LdapName } from '../contract/connectors.ts';
import { ENV } from '../contract/environment.ts';
import type { Connector } from '../ports/connector.ts';
import { AdapterError } from '../ports/errors.ts';
import type { StaffSignatures } from '../ports/passkeys.ts';
import { dynamo } from './clients/clients.ts';
import { environment, later, once, optionalEnvironment } from './clients/environment.ts';
import { boxesUnder } from './clients/secrets.ts';
import {
  centerSettings,
  connectorNames,
  entraSettings,
  googleSettings,
  handDirectories,
  oktaSettings,
  performedBy,
  planningServices,
} from './ledger.ts';
import { ticketing } from './outside/tickets.ts';

/** How each connector is made. Its configuration is read at once, its adapter is loaded later. */
const CONNECTOR: Readonly<Record<ConnectorName, () => () => Promise<Connector>>> = {
  'secrets-manager': () => async () => (await import('./secret-connector.ts')).secretConnector(),
  cognito: () => {
    const [userPool, groupTiers] = [environment(ENV.userPoolId), optionalEnvironment(ENV.groupTiers)];
    return async () => (await import('./clients/user-pool.ts')).userPoolConnector(userPool, groupTiers);
  },
  iam: () => {
    const groupTiers = optionalEnvironment(ENV.groupTiers);
    return async () => (await import('./directories/iam.ts')).iamConnector(groupTiers);
  },
  'active-directory': () => ldap('active-directory', environment(ENV.activeDirectory)),
  openldap: () => ldap('openldap', environment(ENV.openldap)),
  entra: () => {
    const settings = entraSettings();
    return async () => (await import('./directories/entra.ts')).entraConnector(settings);
  },
  okta: () => {
    const settings = oktaSettings();
    return async () => (await import('./directories/okta.ts')).oktaConnector(settings);
  },
  'google-workspace': () => {
    const settings = googleSettings();
    return async () => (await import('./directories/google-workspace.ts')).googleConnector(settings);
  },
  'identity-center': () => {
    const settings = centerSettings();
    return async () => (await import('./directories/identity-center.ts')).centerConnector(settings);
  },
  'by-hand': () => {
    const directories = handDirectories();
    return async () => (await import('./directories/by-hand.ts')).handConnector(directories);
  },
};

const ldap = (name: LdapName, settings: string) => async () =>
  (await import('./directories/ldap.ts')).ldapConnector(name, settings);

/** A connector that is made on its first use: a function serves accounts of all connectors, one at a time. */
const loaded = (name: ConnectorName): Connector => ({
  ...{ name, actions: performedBy(name), findsById: 'findsById' in CONNECTORS[name] },
  ...later<Omit<Connector, 'name' | 'actions' | 'findsById'>>(CONNECTOR[name](), {
    ...{ examine: true, identityOf: true, tierOf: true, scopeOf: true, perform: true, revoke: true, verifyGone: true },
  }),
});

/** The connectors of this deployment. */
export const connectors = /* @__PURE__ */ once((): readonly Connector[] => connectorNames().map(loaded));

const connecting = () => ({ ...planningServices(), connectorOf: (name: string) => named(connectors(), name) });

const asking = () => {
  const asked = ticketing();
  return asked === undefined ? {} : { ticketing: asked };
};

/** For making plans: a threat level that was lowered counts as lowered only where two people signed that. */
export const assessmentServices = /* @__PURE__ */ once(
  (): AssessmentServices => ({ ...connecting(), ...asking(), signatures: staffSignatures }),
);

/** For executing and revoking. */
export const executionServices = /* @__PURE__ */ once((): ExecutionServices => {
  const schedule = {
    group: environment(ENV.scheduleGroup),
    roleArn: environment(ENV.scheduleRoleArn),
    functionArn: environment(ENV.revokeFunctionArn),
    deadLettersArn: environment(ENV.scheduleDeadLettersArn),
  };
  return {
    ...connecting(),
    // What people say that they ended by hand is verified again; nothing else of an end is signed by people.
    signatures: later<StaffSignatures>(async () => (await import('../adapters/webauthn/staff.ts')).staffSignatures, {
      verify: true,
    }),
    boxes: boxesUnder(environment(ENV.boxPrefix)),
    dueGrants: new DynamoDbDueGrants(dynamo(), environment(ENV.workspaceTable)),
    timer: later(async () => (await import('./clients/timer.ts')).schedulerTimer(schedule), {
      arm: true,
      disarm: true,
    }),
    // Timers of Node may come a moment early.
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds + 20)),
  };
});

/** For executing alone: what people signed is verified again, and the ticket read again, before anything is done. */
export const executingServices = /* @__PURE__ */ once(
  (): ExecutionServices => ({ ...executionServices(), ...asking(), signatures: staffSignatures }),
);

function named(connectors: readonly Connector[], name: string): Connector {
  const found = connectors.find((connector) => connector.name === name);
  if (found === undefined)
    throw new AdapterError('connector-unknown', { retryable: false, message: `there is no connector \`${name}\`` });
  return found;
}
