import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Endpoint, makeTables } from './dynalite.ts';
import { type Watch, watched } from './watched-client.ts';

/** A workspace table of its own with the handles that the contracts of its adapters need. */
export interface WorkspaceUnderTest {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
  readonly watch: Watch;
  failNext(fault: Parameters<Watch['failAt']>[1]): void;
  stop(): Promise<void>;
}

export async function startWorkspace(startEndpoint: () => Promise<Endpoint>): Promise<WorkspaceUnderTest> {
  const endpoint = await startEndpoint();
  const { dynamo, workspace: table, drop } = await makeTables(endpoint);
  const watch = watched(dynamo);
  const stop = async () => {
    await drop();
    await endpoint.stop();
  };
  return { dynamo, table, watch, failNext: (fault) => watch.failAt(1, fault), stop };
}
