import { DynamoDbGates } from '../adapters/dynamodb/gates.ts';
import { ENV } from '../contract/environment.ts';
import type { Gates } from '../ports/workspace.ts';
import { dynamo } from './clients.ts';
import { environment, once } from './environment.ts';
import { kms } from './kms.ts';

/** The gates, with their encryption key. */
export const gates = /* @__PURE__ */ once(
  (): Gates =>
    new DynamoDbGates(dynamo(), kms(), { table: environment(ENV.workspaceTable), keyId: environment(ENV.keyId) }),
);
