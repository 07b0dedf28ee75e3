import { DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
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
    mock.on(QueryCommand).resolves({ Items: [{ record: { S: 'cognito:ken' } }] });
    mock.on(GetItemCommand).resolves({});
    const lookAlikes = new DynamoDbLookAlikes(dynamo, 'workspace');
    expect(await lookAlikes.find([{ as: 'mailbox', key: 'mailbox|ken@example.com' }])).toEqual([]);
    const reads = [...mock.commandCalls(QueryCommand), ...mock.commandCalls(GetItemCommand)];
    expect(reads.map(({ args }) => (args[0].input as { ConsistentRead?: boolean }).ConsistentRead)).toEqual([
      true,
      true,
    ]);
    expect(JSON.stringify(reads.map(({ args }) => args[0].input))).not.toContain('example.com');
  });
});
