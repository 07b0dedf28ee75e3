import { BatchGetItemCommand, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { DynamoDbLookAlikes } from '../../../lambdas/adapters/dynamodb/look-alikes.ts';
import { lookAlikesContract, lookAlikesCrashContract } from '../../contracts/look-alikes.ts';
import { ENDPOINTS } from '../../support/dynalite.ts';
import { ModelLookAlikes } from '../../support/models/look-alikes.ts';
import { startWorkspace } from '../../support/workspace.ts';

lookAlikesContract('the model', async () => ({ lookAlikes: new ModelLookAlikes(), stop: async () => undefined }));

for (const [name, startEndpoint] of ENDPOINTS) {
  const start = async () => {
    const workspace = await startWorkspace(startEndpoint);
    const lookAlikes = new DynamoDbLookAlikes(workspace.dynamo, workspace.table);
    return { ...workspace, failAt: workspace.watch.failAt, lookAlikes };
  };
  lookAlikesContract(`DynamoDbLookAlikes on ${name}`, start);
  lookAlikesCrashContract(`DynamoDbLookAlikes on ${name}`, start);
}

describe('DynamoDbLookAlikes', () => {
  it('finds strongly consistently, and keeps no address in a key', async () => {
    const dynamo = new DynamoDBClient({ region: 'us-east-1' });
    const mock = mockClient(dynamo);
    mock.on(BatchGetItemCommand).callsFake(({ RequestItems: { workspace } }) => ({
      Responses: {
        workspace: workspace.Keys.map((key: object) => ({ ...key, record: { S: 'cognito:ken' } })).slice(0, 2),
      },
    }));
    mock.on(QueryCommand).resolves({ Items: [{ record: { S: 'cognito:ken' } }] });
    const lookAlikes = new DynamoDbLookAlikes(dynamo, 'workspace');
    await expect(lookAlikes.find([{ as: 'mailbox', key: 'mailbox|ken@example.com' }])).rejects.toMatchObject({
      code: 'item-malformed',
    });
    const gets = mock.commandCalls(BatchGetItemCommand).map(({ args }) => args[0].input.RequestItems?.['workspace']);
    const queries = mock.commandCalls(QueryCommand).map(({ args }) => args[0].input);
    const reads = [...gets, ...queries];
    expect(reads.map((one) => one?.ConsistentRead)).toEqual([true, true, true]);
    expect(JSON.stringify(reads)).not.toContain('example.com');
  });
});
