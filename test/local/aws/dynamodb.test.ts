import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Dynalite } from '../../../local/aws/dynamodb/dynalite.ts';
import { LocalDynamoDb } from '../../../local/aws/dynamodb.ts';
import { StateFile } from '../../../local/aws/state-file.ts';
import { ledgerTable, workspaceTable } from '../../../local/start/tables.ts';
import { dynamoDbContract } from '../../contracts/aws/dynamodb.ts';
import { fresh } from '../../contracts/aws/rules.ts';
import { localEndpoint, otherEndpoint } from './endpoints.ts';

const local = localEndpoint({ tables: [ledgerTable('commits')] });
dynamoDbContract('local', async () => ({ ...(await local()), table: 'commits' }));

const other = otherEndpoint([]);
if (other !== undefined) {
  const open = async () => {
    const endpoint = await other.open();
    const client = new DynamoDBClient(endpoint);
    const table = fresh('commits');
    await client.send(new CreateTableCommand(ledgerTable(table)));
    await waitUntilTableExists({ client, minDelay: 1, maxWaitTime: 30 }, { TableName: table });
    return { ...endpoint, table };
  };
  dynamoDbContract('another endpoint', open);
}

const key = { account: { S: 'secret:a' }, seq: { N: '1' } };
const empty = 'attribute_not_exists(account)';

describe('DynamoDB: the ledger', () => {
  const told: string[] = [];
  let dynamo: LocalDynamoDb;
  beforeAll(async () => {
    dynamo = await LocalDynamoDb.open({
      tables: [ledgerTable('ledger'), workspaceTable('workspace')],
      ledgerTable: 'ledger',
    });
    dynamo.commits.subscribe(({ account }) => told.push(account?.S ?? ''));
  });
  afterAll(() => dynamo.close());
  const call = (operation: string, input: object) => dynamo.operations[operation]?.(input);
  const put = (more: object = {}) => call('PutItem', { TableName: 'ledger', Item: key, ...more });

  it('is written where nothing stands, and every commit is told once', async () => {
    await put({ ConditionExpression: empty });
    await expect(put({ ConditionExpression: empty })).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
    expect(told).toEqual(['secret:a']);
  });

  it.each([
    ['attribute_not_exists(#p)', { '#p': 'account' }],
    ['attribute_not_exists ( seq )', undefined],
    ['attribute_not_exists(#p) AND attribute_not_exists(#s)', { '#p': 'account', '#s': 'seq' }],
  ])('takes the condition %s', async (ConditionExpression, ExpressionAttributeNames) => {
    await expect(put({ ConditionExpression, ExpressionAttributeNames })).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
  });

  it.each([
    [undefined, undefined],
    ['attribute_exists(account)', undefined],
    ['attribute_not_exists(other)', undefined],
    ['attribute_not_exists(#p)', { '#p': 'other' }],
    ['attribute_not_exists(account) OR attribute_exists(account)', undefined],
    ['NOT attribute_exists(account)', undefined],
    ['attribute_not_exists(account) AND seq = :s', undefined],
    ['(attribute_not_exists(account))', undefined],
  ])('refuses a put with the condition %p', async (ConditionExpression, ExpressionAttributeNames) => {
    await expect(put({ ConditionExpression, ExpressionAttributeNames })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it.each([
    ['UpdateItem', { TableName: 'ledger', Key: key }],
    ['DeleteItem', { TableName: 'ledger', Key: key }],
    ['BatchWriteItem', { RequestItems: { ledger: [{ PutRequest: { Item: key } }] } }],
    [
      'BatchWriteItem',
      { RequestItems: { workspace: [{ DeleteRequest: { Key: { pk: { S: 'a' }, sk: { S: 'b' } } } }], ledger: [] } },
    ],
    [
      'TransactWriteItems',
      { TransactItems: [{ Put: { TableName: 'ledger', Item: key, ConditionExpression: empty } }] },
    ],
    [
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: { TableName: 'workspace', Item: { pk: { S: 'a' }, sk: { S: 'b' } } } },
          { Delete: { TableName: 'ledger', Key: key } },
        ],
      },
    ],
    ['CreateTable', ledgerTable('ledger')],
  ])('refuses %s', async (operation, input) => {
    await expect(call(operation, input)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('leaves other tables alone', async () => {
    const Key = { pk: { S: 'a' }, sk: { S: 'b' } };
    await call('PutItem', { TableName: 'workspace', Item: Key });
    await call('DeleteItem', { TableName: 'workspace', Key });
    expect(told).toEqual(['secret:a']);
  });

  it('takes no item of more than 400 KB', async () => {
    const Item = { pk: { S: 'a' }, sk: { S: 'large' }, text: { S: 'x'.repeat(400 * 1024) } };
    await expect(call('PutItem', { TableName: 'workspace', Item })).rejects.toMatchObject({
      ...{ name: 'ValidationException', message: 'Item size has exceeded the maximum allowed size' },
    });
  });

  it.each(['DeleteTable', 'UpdateTable', 'UpdateTimeToLive'])('knows no %s', (operation) => {
    expect(dynamo.operations[operation]).toBeUndefined();
  });

  it('knows no part of a transaction but a put', async () => {
    const Key = { pk: { S: 'a' }, sk: { S: 'b' } };
    const transacted = call('TransactWriteItems', { TransactItems: [{ Delete: { TableName: 'workspace', Key } }] });
    await expect(transacted).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('refuses a parameter that it would have to ignore', async () => {
    await expect(put({ ConditionExpression: empty, Unknown: 1 })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('Unknown'),
    });
  });
});

describe('DynamoDB: the data directory', () => {
  const directory = mkdtempSync(join(tmpdir(), 'dynamodb-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const open = (tables = [ledgerTable('ledger')]) => LocalDynamoDb.open({ directory, tables, ledgerTable: 'ledger' });

  const item = (seq: number, command: string) => ({
    account: { S: 'secret:a' },
    seq: { N: String(seq) },
    command: { S: command },
    recovery: { S: 'r1' },
  });
  const find = (dynamo: LocalDynamoDb, command: string) =>
    dynamo.operations['Query']?.({
      TableName: 'ledger',
      IndexName: 'by-command',
      KeyConditionExpression: 'account = :a AND command = :c',
      ExpressionAttributeValues: { ':a': { S: 'secret:a' }, ':c': { S: command } },
    });

  it('keeps what was written', async () => {
    const first = await open();
    await first.operations['PutItem']?.({ TableName: 'ledger', Item: item(1, 'c1'), ConditionExpression: empty });
    await first.close();
    const second = await open();
    expect(await second.operations['GetItem']?.({ TableName: 'ledger', Key: key })).toEqual({ Item: item(1, 'c1') });
    expect(await find(second, 'c1')).toMatchObject({ Count: 1 });
    await second.close();
  });

  it('forgets, after a stop that was not clean, what an index says of an item that was never written', async () => {
    const cut = new Dynalite(join(directory, 'dynamodb'));
    await cut.indexOnly('ledger', item(2, 'c2'));
    await cut.close();
    // As a process leaves it that is killed.
    new StateFile<boolean>(directory, 'dynamodb-clean-stop').save(false);
    const dynamo = await open();
    expect(await find(dynamo, 'c2')).toMatchObject({ Count: 0 });
    expect(await find(dynamo, 'c1')).toMatchObject({ Count: 1 });
    await dynamo.close();
  });

  it('refuses tables of another shape', async () => {
    const { GlobalSecondaryIndexes, ...bare } = ledgerTable('ledger');
    await expect(open([bare])).rejects.toThrow('table `ledger` is there with other keys or indexes');
  });
});
