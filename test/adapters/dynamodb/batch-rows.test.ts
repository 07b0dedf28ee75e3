import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { DynamoDbBatchRows } from '../../../lambdas/adapters/dynamodb/batch-rows.ts';
import { batchRowsContract } from '../../contracts/batch-rows.ts';
import { ENDPOINTS } from '../../support/dynalite.ts';
import { NOW, PEOPLE } from '../../support/fixtures.ts';
import { ModelBatchRows } from '../../support/models/batch-rows.ts';
import { startWorkspace } from '../../support/workspace.ts';

batchRowsContract('the model', async () => ({ rows: new ModelBatchRows(), stop: async () => undefined }));

for (const [name, startEndpoint] of ENDPOINTS)
  batchRowsContract(`DynamoDbBatchRows on ${name}`, async () => {
    const workspace = await startWorkspace(startEndpoint);
    return { ...workspace, rows: new DynamoDbBatchRows(workspace.dynamo, workspace.table) };
  });

describe('DynamoDbBatchRows', () => {
  it('drops rows thirty days after they were put', async () => {
    const dynamo = new DynamoDBClient({ region: 'us-east-1' });
    const mock = mockClient(dynamo);
    mock.on(PutItemCommand).resolves({});
    const chunk = { from: 0, rows: [], at: NOW, fresh: 0, changing: 0, same: 0, apart: [] };
    await new DynamoDbBatchRows(dynamo, 'workspace').put({ digest: 'd', by: PEOPLE.admin }, chunk);
    const [call] = mock.commandCalls(PutItemCommand);
    expect(call?.args[0].input.Item?.['ttl']).toEqual({ N: String(Date.parse(NOW) / 1000 + 30 * 86_400) });
  });
});
