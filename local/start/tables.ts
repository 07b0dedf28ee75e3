import { type CreateTableCommandInput, ScalarAttributeType } from '@aws-sdk/client-dynamodb';
import { LEDGER, WORKSPACE } from '../../lambdas/contract/tables.ts';

/** The two tables for a CreateTable call, without a stack: the same keys and indexes as the construct's. */

const { S: TEXT, N: NUMBER } = ScalarAttributeType;
const key = (partition: string, sort: string): CreateTableCommandInput['KeySchema'] => [
  { AttributeName: partition, KeyType: 'HASH' },
  { AttributeName: sort, KeyType: 'RANGE' },
];
const attribute = (name: string, type: ScalarAttributeType) => ({ AttributeName: name, AttributeType: type });

export const ledgerTable = (name: string): CreateTableCommandInput => ({
  TableName: name,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: key(LEDGER.partitionKey, LEDGER.sortKey),
  AttributeDefinitions: [
    attribute(LEDGER.partitionKey, TEXT),
    attribute(LEDGER.sortKey, NUMBER),
    attribute(LEDGER.byCommand.sortKey, TEXT),
    attribute(LEDGER.byRecovery.partitionKey, TEXT),
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: LEDGER.byCommand.name,
      KeySchema: key(LEDGER.byCommand.partitionKey, LEDGER.byCommand.sortKey),
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
    {
      IndexName: LEDGER.byRecovery.name,
      KeySchema: key(LEDGER.byRecovery.partitionKey, LEDGER.byRecovery.sortKey),
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
});

export const workspaceTable = (name: string): CreateTableCommandInput => ({
  TableName: name,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: key(WORKSPACE.partitionKey, WORKSPACE.sortKey),
  AttributeDefinitions: [
    attribute(WORKSPACE.partitionKey, TEXT),
    attribute(WORKSPACE.sortKey, TEXT),
    attribute(WORKSPACE.byList.partitionKey, TEXT),
    attribute(WORKSPACE.byList.sortKey, TEXT),
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: WORKSPACE.byList.name,
      KeySchema: key(WORKSPACE.byList.partitionKey, WORKSPACE.byList.sortKey),
      // A listing shows whole items; gates and people are in no listing.
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});
