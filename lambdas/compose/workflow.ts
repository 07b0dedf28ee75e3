import { SchedulerTimer } from '../adapters/aws/scheduler-timer.ts';
import { SecretsManagerConnector } from '../adapters/connectors/secrets-manager/connector.ts';
import { DynamoDbDueGrants } from '../adapters/dynamodb/due-grants.ts';
import { DynamoDbGates } from '../adapters/dynamodb/gates.ts';
import { SecretsManagerBoxes } from '../adapters/secrets-manager/boxes.ts';
import { SecretsManagerRotatingSecret } from '../adapters/secrets-manager/rotating-secret.ts';
import type { SubmitServices } from '../app/ledger/submit.ts';
import type { AssessmentServices } from '../app/workflow/assessment.ts';
import type { ExecutionServices } from '../app/workflow/execution.ts';
import { CONNECTORS, type ConnectorName } from '../contract/connectors.ts';
import { ENV } from '../contract/environment.ts';
import type { Connector } from '../ports/connector.ts';
import { AdapterError } from '../ports/errors.ts';
import type { RotatingSecret } from '../ports/rotating-secret.ts';
import type { Gates } from '../ports/workspace.ts';
import { dynamo, scheduler, secretsManager } from './clients.ts';
import { environment, once } from './environment.ts';
import { kms } from './kms.ts';
import { connectorNames, planningServices, submitServices } from './ledger.ts';

/** The gates, with their encryption key. */
export const gates = /* @__PURE__ */ once(
  (): Gates =>
    new DynamoDbGates(dynamo(), kms(), { table: environment(ENV.workspaceTable), keyId: environment(ENV.keyId) }),
);

/** For the gate task. */
export const gateServices = /* @__PURE__ */ once((): SubmitServices & { readonly gates: Gates } => ({
  ...submitServices(),
  gates: gates(),
}));

/** Makes each connector. */
const CONNECTOR: Readonly<Record<ConnectorName, () => Connector | Promise<Connector>>> = {
  'secrets-manager': () => new SecretsManagerConnector(secretsManager()),
  cognito: async () => (await import('./connectors.ts')).cognito(environment(ENV.userPoolId)),
};

/** A connector that is made on its first use: a function serves accounts of all connectors, one at a time. */
function loaded(name: ConnectorName): Connector {
  const own = once(async () => CONNECTOR[name]());
  return {
    ...{ name, actions: CONNECTORS[name].actions },
    examine: async (request) => (await own()).examine(request),
    identityOf: async (target) => (await own()).identityOf(target),
    perform: async (request) => (await own()).perform(request),
    revoke: async (request) => (await own()).revoke(request),
    verifyGone: async (request) => (await own()).verifyGone(request),
  };
}

/** The connectors of this deployment. */
export const connectors = /* @__PURE__ */ once((): readonly Connector[] => connectorNames().map(loaded));

/** For making plans. */
export const assessmentServices = /* @__PURE__ */ once(
  (): AssessmentServices => ({ ...planningServices(), connectorOf: (name) => named(connectors(), name) }),
);

/** For executing and revoking. */
export const executionServices = /* @__PURE__ */ once((): ExecutionServices => {
  return {
    ...assessmentServices(),
    boxes: new SecretsManagerBoxes(secretsManager(), {
      prefix: environment(ENV.boxPrefix),
      keyId: environment(ENV.keyId),
    }),
    dueGrants: new DynamoDbDueGrants(dynamo(), environment(ENV.workspaceTable)),
    timer: new SchedulerTimer(scheduler(), {
      group: environment(ENV.scheduleGroup),
      roleArn: environment(ENV.scheduleRoleArn),
      functionArn: environment(ENV.revokeFunctionArn),
    }),
  };
});

function named(connectors: readonly Connector[], name: string): Connector {
  const found = connectors.find((connector) => connector.name === name);
  if (found === undefined)
    throw new AdapterError('connector-unknown', { retryable: false, message: `there is no connector \`${name}\`` });
  return found;
}

/** For the rotation function. */
export const rotatingSecret = /* @__PURE__ */ once(
  (): RotatingSecret => new SecretsManagerRotatingSecret(secretsManager()),
);
