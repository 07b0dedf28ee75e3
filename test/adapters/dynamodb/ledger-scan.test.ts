import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { DynamoDbLedger } from '../../../lambdas/adapters/dynamodb/ledger.ts';
import { DynamoDbLedgerScan } from '../../../lambdas/adapters/dynamodb/ledger-scan.ts';
import { ledgerScanContract } from '../../contracts/ledger-scan.ts';
import { ENDPOINTS, makeTables } from '../../support/dynalite.ts';
import { NOW } from '../../support/fixtures.ts';
import { MemoryLedger, type MemoryRows } from '../../support/memory-ledger.ts';
import { ModelScan } from '../../support/relay-world.ts';
import { KEYRING } from '../../support/signing.ts';

const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops) await stop();
});

for (const [name, startEndpoint] of ENDPOINTS) {
  ledgerScanContract(name, async () => {
    const endpoint = await startEndpoint();
    const { dynamo, ledger, drop } = await makeTables(endpoint);
    stops.push(drop, () => endpoint.stop());
    return { ledger: new DynamoDbLedger(dynamo, ledger, KEYRING), scan: new DynamoDbLedgerScan(dynamo, ledger) };
  });
}

ledgerScanContract('the scan of tests', async () => {
  const rows: MemoryRows = new Map();
  return { ledger: new MemoryLedger(undefined, rows), scan: new ModelScan(rows) };
});

describe('the scan in DynamoDB', () => {
  it('goes on where DynamoDB cut a page, and reads keys and time only', async () => {
    const client = new DynamoDBClient({});
    const key = { account: { S: 'cognito:jane' }, seq: { N: '7' } };
    const mock = mockClient(client)
      .on(ScanCommand)
      .resolvesOnce({ Items: [], LastEvaluatedKey: key })
      .resolves({ Items: [key] });
    const scan = new DynamoDbLedgerScan(client, 'ledger');
    const { places, next } = await scan.scan({ since: NOW, until: NOW, after: null });
    expect(places).toEqual([]);
    expect(await scan.scan({ since: NOW, until: NOW, after: next })).toEqual({
      places: [{ stream: 'cognito:jane', seq: 7 }],
      next: null,
    });
    const [, second] = mock.commandCalls(ScanCommand).map(({ args }) => args[0].input);
    expect(second).toMatchObject({ ExclusiveStartKey: key, ProjectionExpression: '#p, #s' });
  });
});
