import { randomUUID } from 'node:crypto';
import { type DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DynamoDbBoxes } from '../../../lambdas/adapters/dynamodb/boxes.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { boxesContract } from '../../contracts/boxes.ts';
import { ENDPOINTS } from '../../support/dynalite.ts';
import { fakeKms, KEY_ID } from '../../support/fake-kms.ts';
import { faulty } from '../../support/faulty-client.ts';
import { startWorkspace, type WorkspaceUnderTest } from '../../support/workspace.ts';

describe.each(ENDPOINTS)('DynamoDbBoxes on %s', (endpoint, startEndpoint) => {
  let workspace: WorkspaceUnderTest;
  beforeAll(async () => {
    workspace = await startWorkspace(startEndpoint);
  });
  afterAll(() => workspace.stop());

  const boxesIn = (dynamo: DynamoDBClient) =>
    new DynamoDbBoxes(dynamo, fakeKms(), { table: workspace.table, keyId: KEY_ID });

  boxesContract(endpoint, async () => {
    const { client, failAt, hasFailed } = faulty(workspace.dynamo);
    return { boxes: boxesIn(client), failAt, hasFailed, newGrant: randomUUID };
  });

  it('keep nothing that can be read in the table', async () => {
    await boxesIn(workspace.dynamo).put('box-1', new Secret('CANARY'));
    const { Items: items = [] } = await workspace.dynamo.send(new ScanCommand({ TableName: workspace.table }));
    const bytes = items.map((item) => Buffer.from(item['ciphertext']?.B ?? []).toString('latin1')).join();
    expect(items.length).toBeGreaterThan(0);
    expect(JSON.stringify(items) + bytes).not.toContain('CANARY');
  });

  it('do not open what was copied from another box', async () => {
    const boxes = boxesIn(workspace.dynamo);
    const TableName = workspace.table;
    await boxes.put('box-1', new Secret('JBSWY3DPEHPK3PXP'));
    const key = (id: string) => ({ pk: { S: `totp#${id}` }, sk: { S: 'totp' } });
    const { Item: item } = await workspace.dynamo.send(new GetItemCommand({ TableName, Key: key('box-1') }));
    await workspace.dynamo.send(new PutItemCommand({ TableName, Item: { ...item, ...key('box-2') } }));
    await expect(boxes.open('box-2')).rejects.toMatchObject({ name: expect.stringMatching(/AdapterError/) });
  });
});
