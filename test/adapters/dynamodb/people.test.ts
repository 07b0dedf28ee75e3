import { BatchGetItemCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
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

  it('reads a key and the person that it named last in one call, strongly consistently', async () => {
    const dynamo = new DynamoDBClient({ region: 'us-east-1' });
    const mock = mockClient(dynamo);
    const record = { identities: { L: [{ S: 'subject:x|jane' }] }, value: { S: '{}' }, person: { S: 'person:jane' } };
    mock.on(GetItemCommand).resolves({ Item: record });
    mock.on(BatchGetItemCommand).resolves({ Responses: { workspace: [] } });
    const people = new DynamoDbPeople(dynamo, 'workspace');
    await people.find('subject:x|jane');
    mock.resetHistory();
    await people.find('subject:x|jane');
    const [together] = mock
      .commandCalls(BatchGetItemCommand)
      .map(({ args }) => args[0].input.RequestItems?.['workspace']);
    expect(together).toMatchObject({ ConsistentRead: true });
    expect(together?.Keys).toHaveLength(2);
    // What is gone since then is looked for anew, and never answered from memory.
    expect(mock.commandCalls(GetItemCommand)).toHaveLength(2);
  });
});
