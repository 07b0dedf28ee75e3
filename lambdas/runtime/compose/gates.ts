import { DynamoDbGates } from '../../adapters/dynamodb-gates.ts';
import { ENV } from '../../contract/environment.ts';
import type { Gates } from '../../ports/workspace.ts';
import { dynamo, kms } from './clients.ts';
import { environment } from './environment.ts';
import { once } from './once.ts';

/** The gates, with their key. */
export const gates = once(
  (): Gates =>
    new DynamoDbGates(dynamo(), kms(), { table: environment(ENV.workspaceTable), keyId: environment(ENV.keyId) }),
);
