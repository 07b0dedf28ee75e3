import { DynamoDbGates } from '../adapters/dynamodb/gates.ts';
import type { Gates } from '../ports/workspace.ts';
import { dynamo } from './clients/clients.ts';
import { kms } from './clients/kms.ts';

/** The gates, with their encryption key. */
export const gatesOf = (place: { readonly table: string; readonly keyId: string }): Gates =>
  new DynamoDbGates(dynamo(), kms(), place);
