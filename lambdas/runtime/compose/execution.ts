import { CognitoConnector } from '../../adapters/connectors/cognito.ts';
import { SecretsManagerConnector } from '../../adapters/connectors/secrets-manager.ts';
import { DynamoDbDueGrants } from '../../adapters/dynamodb-due-grants.ts';
import { SchedulerTimer } from '../../adapters/scheduler-timer.ts';
import { SecretsManagerSeals } from '../../adapters/secrets-manager-seals.ts';
import { ENV } from '../../contract/environment.ts';
import type { Connector } from '../../ports/connector.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { ExecutionServices } from '../execution.ts';
import { cognito, dynamo, scheduler, secretsManager } from './clients.ts';
import { environment } from './environment.ts';
import { once } from './once.ts';
import { planningServices } from './planning.ts';

/** What executes and revokes. */
export const executionServices = once((): ExecutionServices => {
  const connectors = [
    new SecretsManagerConnector(secretsManager()),
    new CognitoConnector(cognito(), environment(ENV.userPoolId)),
  ];
  return {
    ...planningServices(),
    connectorOf: (name) => named(connectors, name),
    seals: new SecretsManagerSeals(secretsManager(), {
      prefix: environment(ENV.sealPrefix),
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
  if (found === undefined) throw new AdapterError('connector-unknown', { retryable: false });
  return found;
}
