import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDbLedger } from '../../lambdas/adapters/dynamodb-ledger.ts';
import { type LedgerUnderTest, ledgerContract } from '../contracts/ledger.ts';
import { ENDPOINTS, type Endpoint, makeTables } from '../support/dynalite.ts';
import { watched } from '../support/watched-client.ts';

async function start(startEndpoint: () => Promise<Endpoint>): Promise<LedgerUnderTest> {
  const endpoint = await startEndpoint();
  const tables = await makeTables(endpoint);
  const watch = watched(tables.dynamo);
  return {
    ledger: new DynamoDbLedger(tables.dynamo, tables.ledger),
    failNext: (fault) => watch.failAt(1, fault),
    requests: watch.requests,
    alter: async (account, seq, change) => {
      const names = Object.keys(change);
      const update = new UpdateItemCommand({
        TableName: tables.ledger,
        Key: { account: { S: account }, seq: { N: String(seq) } },
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(
          Object.entries(change).map(([name, value]) => [`:${name}`, { S: String(value) }]),
        ),
      });
      await tables.dynamo.send(update);
    },
    stop: async () => {
      await tables.drop();
      await endpoint.stop();
    },
  };
}

for (const [name, startEndpoint] of ENDPOINTS) ledgerContract(`DynamoDbLedger on ${name}`, () => start(startEndpoint));
