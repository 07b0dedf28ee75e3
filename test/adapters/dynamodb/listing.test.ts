import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { workspaceKey } from '../../../lambdas/adapters/dynamodb/items.ts';
import { contentItem, contentOf, listedItem, listPage, listUntil } from '../../../lambdas/adapters/dynamodb/listing.ts';

const itemOf = (rank: string) => listedItem(workspaceKey('head', rank), { list: 'head', rank }, { rank });

const cursor = (place: string): string => Buffer.from(place).toString('base64url');

describe('a listing of the workspace', () => {
  const dynamo = new DynamoDBClient({ region: 'us-east-1' });
  const store = { dynamo, table: 'workspace' };
  const mock = mockClient(dynamo);
  const asked = () => mock.commandCalls(QueryCommand).map(({ args }) => args[0].input);
  beforeEach(() => {
    mock.reset();
  });

  it('holds an item under the keys of its index', () => {
    expect(itemOf('a')).toEqual({
      ...{ pk: { S: 'head#a' }, sk: { S: 'head' }, list: { S: 'head' }, rank: { S: 'a' } },
      value: { S: '{"rank":"a"}' },
    });
  });

  it('gives back what an item holds, and says when that cannot be read', () => {
    expect(contentOf(contentItem({ a: [1, null, 'x'] }))).toEqual({ a: [1, null, 'x'] });
    for (const item of [{}, { value: { S: '{' } }, { value: { N: '1' } }]) {
      expect(() => contentOf(item)).toThrow(expect.objectContaining({ code: 'item-malformed', retryable: false }));
    }
  });

  it('asks for one item more than it shows, and goes on after the last one shown', async () => {
    mock.on(QueryCommand).resolves({ Items: ['a', 'b', 'c'].map(itemOf) });
    const { items, next } = await listPage(store, { list: 'head', order: 'ascending' }, { limit: 2 });
    expect([items, next]).toEqual([[{ rank: 'a' }, { rank: 'b' }], expect.stringMatching(/^[\w-]+$/)]);
    await listPage(store, { list: 'head', order: 'ascending' }, { limit: 2, after: next ?? '' });
    expect(asked()).toMatchObject([
      { Limit: 3, KeyConditionExpression: '#l = :l' },
      { Limit: 3, KeyConditionExpression: '#l = :l AND #r > :r', ExpressionAttributeValues: { ':r': { S: 'b' } } },
    ]);
  });

  it('goes down where it was asked to', async () => {
    mock.on(QueryCommand).resolves({ Items: [itemOf('b')] });
    const page = { limit: 1, after: cursor('head c') };
    expect(await listPage(store, { list: 'head', order: 'descending' }, page)).toEqual({ items: [{ rank: 'b' }] });
    expect(asked()).toMatchObject([
      {
        ScanIndexForward: false,
        KeyConditionExpression: '#l = :l AND #r < :r',
        ExpressionAttributeValues: { ':r': { S: 'c' } },
      },
    ]);
  });

  it.each([
    ['nothing', ''],
    ['a word', 'zzz'],
    ['what is no text', Buffer.from([0xcf, 0x3c]).toString('base64url')],
    ['a place without a listing', cursor('c')],
    ['a listing without a place', cursor('head ')],
    ['a place in another listing', cursor('ticket c')],
    ['another spelling of a place', `${cursor('head c')}=`],
    ['a place longer than any key', cursor(`head ${'\u20ac'.repeat(257)}`)],
  ])('refuses to go on after %s, and asks for nothing', async (_, after) => {
    await expect(listPage(store, { list: 'head', order: 'ascending' }, { limit: 1, after })).rejects.toMatchObject({
      ...{ code: 'cursor-malformed', retryable: false },
    });
    expect(asked()).toEqual([]);
  });

  it('never asks with a key that DynamoDB would refuse for its length', async () => {
    mock.on(QueryCommand).resolves({ Items: [] });
    const after = cursor(`head ${'\u20ac'.repeat(256)}`);
    await listPage(store, { list: 'head', order: 'ascending' }, { limit: 1, after });
    const bound = asked()[0]?.ExpressionAttributeValues?.[':r']?.S ?? '';
    expect([bound.length, Buffer.byteLength(bound) <= 1_024]).toEqual([256, true]);
  });

  it('lists up to a rank and with it', async () => {
    mock.on(QueryCommand).resolves({ Items: [itemOf('a')] });
    expect(await listUntil(store, 'grant', { last: 'b', limit: 5 })).toEqual([{ rank: 'a' }]);
    expect(asked()).toMatchObject([{ Limit: 5, KeyConditionExpression: '#l = :l AND #r <= :r' }]);
  });
});
