import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { DynamoDbPeople } from '../../../lambdas/adapters/dynamodb/people.ts';
import { peopleContract } from '../../contracts/people.ts';
import { ENDPOINTS } from '../../support/dynalite.ts';
import { startWorkspace } from '../../support/workspace.ts';

for (const [name, startEndpoint] of ENDPOINTS) {
  peopleContract(`DynamoDbPeople on ${name}`, async () => {
    const workspace = await startWorkspace(startEndpoint);
    return {
      ...workspace,
      failAt: workspace.watch.failAt,
      people: new DynamoDbPeople(workspace.dynamo, workspace.table),
    };
  });
}

describe('DynamoDbPeople', () => {
  it('finds strongly consistently, and keeps no identity in a key', async () => {
    const dynamo = new DynamoDBClient({ region: 'us-east-1' });
    const mock = mockClient(dynamo);
    mock.on(GetItemCommand).resolves({ Item: { person: { S: 'person:jane' }, identities: { L: [] } } });
    expect(await new DynamoDbPeople(dynamo, 'workspace').find('address:jane@example.com')).toBeUndefined();
    const gets = mock.commandCalls(GetItemCommand).map(({ args }) => args[0].input);
    expect(gets.map(({ ConsistentRead: consistent }) => consistent)).toEqual([true, true]);
    expect(JSON.stringify(gets)).not.toContain('example.com');
  });
});
