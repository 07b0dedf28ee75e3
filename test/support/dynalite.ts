import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { startLocalAws } from '../../local/aws/server.ts';
import { ledgerTable, workspaceTable } from '../../local/start/tables.ts';

/** Options of every SDK client in tests: no request of a test reaches a real account. */
export const awsOf = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/** A server that speaks DynamoDB. */
export interface Endpoint {
  readonly url: string;
  /** Continues after the test, so the test must remove its resources. */
  readonly lasts: boolean;
  stop(): Promise<void>;
}

/** Two empty tables for one test at an endpoint. */
export interface Tables {
  readonly dynamo: DynamoDBClient;
  readonly ledger: string;
  readonly workspace: string;
  /** Removes them. */
  drop(): Promise<void>;
}

/** The stand-in of the local system: dynalite, and the transactions that it does not have. */
async function startLocal(): Promise<Endpoint> {
  const aws = await startLocalAws();
  return { url: aws.endpoint, lasts: false, stop: () => aws.close() };
}

/** A running AWS-compatible endpoint; the suites leave it as they found it. */
const OUTSIDE = process.env['CONTRACT_ENDPOINT_URL'];

/** The endpoints that the contract suites of the DynamoDB adapters run against, by name. */
export const ENDPOINTS: readonly (readonly [name: string, start: () => Promise<Endpoint>])[] = [
  ['dynalite', startLocal],
  ...(OUTSIDE === undefined
    ? []
    : [[OUTSIDE, async () => ({ url: OUTSIDE, lasts: true, stop: async () => {} })] as const]),
];

export async function makeTables({ url, lasts }: Endpoint): Promise<Tables> {
  const dynamo = new DynamoDBClient(awsOf(url));
  const ledger = `ledger-${randomUUID()}`;
  const workspace = `workspace-${randomUUID()}`;
  await Promise.all([createTable(dynamo, ledgerTable(ledger)), createTable(dynamo, workspaceTable(workspace))]);
  const drop = async () => {
    dynamo.destroy();
    // A client without faults set by a test.
    if (lasts) await dropTables(new DynamoDBClient(awsOf(url)), [ledger, workspace]);
  };
  return { dynamo, ledger, workspace, drop };
}

async function dropTables(dynamo: DynamoDBClient, names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => dynamo.send(new DeleteTableCommand({ TableName: name }))));
  dynamo.destroy();
}

async function createTable(dynamo: DynamoDBClient, table: CreateTableCommandInput): Promise<void> {
  await dynamo.send(new CreateTableCommand(table));
  await waitUntilTableExists(
    { client: dynamo, maxWaitTime: 60, minDelay: 1, maxDelay: 2 },
    { TableName: table.TableName },
  );
}
