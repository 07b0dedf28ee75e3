import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Endpoint, refusal, ruleFor } from './rules.ts';

type Item = Record<string, AttributeValue>;

/**
 * What DynamoDB does with conditions, order and indexes, as far as this system leans on it. `open` gives the name of a table with the keys
 * `account` (text) and `seq` (number), and two global indexes of keys only: `by-command` on `account` and `command`, and `by-recovery` on
 * `recovery` and `seq`.
 */
export function dynamoDbContract(name: string, open: () => Promise<Endpoint & { readonly table: string }>): void {
  const rule = ruleFor([]);

  describe(`DynamoDB: ${name}`, () => {
    let client: DynamoDBClient;
    let TableName: string;
    beforeAll(async () => {
      const { table, ...endpoint } = await open();
      TableName = table;
      client = new DynamoDBClient(endpoint);
    });
    afterAll(() => client.destroy());

    let accounts = 0;
    const account = () => {
      accounts += 1;
      return `secret:account-${accounts}-${Math.random().toString(36).slice(2)}`;
    };
    const key = (of: string, seq: number): Item => ({ account: { S: of }, seq: { N: String(seq) } });
    const put = (Item: Item, more: Partial<PutItemCommandInput> = {}) =>
      client.send(new PutItemCommand({ TableName, Item, ...more }));
    const empty = { ConditionExpression: 'attribute_not_exists(#p)', ExpressionAttributeNames: { '#p': 'account' } };
    const append = (Item: Item) => put(Item, { ...empty, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
    const get = async (Key: Item) =>
      (await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
    const putAll = (...puts: readonly Partial<PutItemCommandInput>[]) =>
      client.send(
        new TransactWriteItemsCommand({ TransactItems: puts.map((Put) => ({ Put: { TableName, Item: {}, ...Put } })) }),
      );
    const query = async (of: string, more: Partial<QueryCommandInput> = {}) => {
      const input = {
        TableName,
        KeyConditionExpression: '#p = :p',
        ExpressionAttributeNames: { '#p': 'account' },
        ExpressionAttributeValues: { ':p': { S: of } },
        ...more,
      };
      return client.send(new QueryCommand(input));
    };

    rule('puts all items of a transaction, or none and says which condition failed', async () => {
      const of = account();
      await putAll({ Item: key(of, 1), ...empty }, { Item: key(of, 2), ...empty });
      const again = putAll({ Item: key(of, 3), ...empty }, { Item: key(of, 2), ...empty });
      const error = await again.catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(TransactionCanceledException);
      const { CancellationReasons = [] } = error as TransactionCanceledException;
      expect(CancellationReasons.map(({ Code }) => Code)).toEqual(['None', 'ConditionalCheckFailed']);
      expect(await Promise.all([1, 2, 3].map((seq) => get(key(of, seq))))).toEqual([key(of, 1), key(of, 2), undefined]);
    });

    rule('takes an item once in a transaction', async () => {
      const of = account();
      await expect(putAll({ Item: key(of, 1) }, { Item: key(of, 1) })).rejects.toMatchObject({
        name: 'ValidationException',
      });
      expect(await get(key(of, 1))).toBeUndefined();
    });

    rule('puts an item where none stands, and gives back the one that stands there otherwise', async () => {
      const place = key(account(), 1);
      await append({ ...place, hash: { S: 'first' } });
      const second = append({ ...place, hash: { S: 'second' } });
      const error = await second.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ConditionalCheckFailedException);
      expect(error).toMatchObject({ Item: { ...place, hash: { S: 'first' } } });
      expect(await get(place)).toMatchObject({ hash: { S: 'first' } });
    });

    rule('lets one of fifty at once win a place', async () => {
      const place = key(account(), 1);
      const attempts = Array.from({ length: 50 }, (_, index) => append({ ...place, hash: { S: String(index) } }));
      const results = await Promise.allSettled(attempts);
      const winners = results.flatMap(({ status }, index) => (status === 'fulfilled' ? [index] : []));
      expect(winners).toHaveLength(1);
      expect(await get(place)).toMatchObject({ hash: { S: String(winners[0]) } });
    });

    rule('orders a partition by number, both ways, and cuts it into pages', async () => {
      const of = account();
      for (const seq of [2, 10, 1, 9]) await put(key(of, seq));
      const numbers = ({ Items = [] }: QueryCommandOutput) => Items.map(({ seq }) => Number(seq?.N));
      expect(numbers(await query(of))).toEqual([1, 2, 9, 10]);
      expect(numbers(await query(of, { ScanIndexForward: false, Limit: 1 }))).toEqual([10]);
      const page = await query(of, { Limit: 3 });
      expect(numbers(await query(of, { ExclusiveStartKey: page.LastEvaluatedKey }))).toEqual([10]);
    });

    rule('finds an item by an index on its partition and another attribute, and gives its keys only', async () => {
      const of = account();
      await put({ ...key(of, 1), command: { S: 'c1' }, bytes: { S: 'one' } });
      await put({ ...key(of, 2), command: { S: 'c2' }, bytes: { S: 'two' } });
      const { Items } = await query(of, {
        IndexName: 'by-command',
        KeyConditionExpression: '#p = :p AND command = :c',
        ExpressionAttributeValues: { ':p': { S: of }, ':c': { S: 'c2' } },
      });
      expect(Items).toEqual([{ ...key(of, 2), command: { S: 'c2' } }]);
    });

    rule('refuses a read of a global index that is to be strongly consistent', async () => {
      const strong = query(account(), { IndexName: 'by-command', ConsistentRead: true });
      expect(await refusal(strong)).toBe('ValidationException');
    });

    rule('leaves items without its key out of a global index', async () => {
      const of = account();
      const recovery = `r-${of}`;
      await put(key(of, 1));
      await put({ ...key(of, 2), recovery: { S: recovery } });
      const { Items } = await query(of, {
        IndexName: 'by-recovery',
        KeyConditionExpression: 'recovery = :r',
        ExpressionAttributeNames: undefined,
        ExpressionAttributeValues: { ':r': { S: recovery } },
      });
      expect(Items).toEqual([{ ...key(of, 2), recovery: { S: recovery } }]);
    });

    rule('gets several items at once, and leaves out what is not there', async () => {
      const of = account();
      await put({ ...key(of, 1), hash: { S: 'one' } });
      const Keys = [key(of, 1), key(of, 2)];
      const input = { RequestItems: { [TableName]: { Keys, ConsistentRead: true } } };
      const { Responses } = await client.send(new BatchGetItemCommand(input));
      expect(Responses?.[TableName]).toEqual([{ ...key(of, 1), hash: { S: 'one' } }]);
    });

    rule('updates and deletes under a condition', async () => {
      const place = key(account(), 1);
      await put({ ...place, token: { S: 'old' } });
      const update = (to: string, from: string) =>
        client.send(
          new UpdateItemCommand({
            TableName,
            Key: place,
            UpdateExpression: 'SET #t = :to',
            ConditionExpression: '#t = :from',
            ExpressionAttributeNames: { '#t': 'token' },
            ExpressionAttributeValues: { ':to': { S: to }, ':from': { S: from } },
          }),
        );
      await update('new', 'old');
      expect(await refusal(update('newer', 'old'))).toBe('ConditionalCheckFailedException');
      const remove = (was: string) =>
        client.send(
          new DeleteItemCommand({
            TableName,
            Key: place,
            ConditionExpression: '#t = :t',
            ExpressionAttributeNames: { '#t': 'token' },
            ExpressionAttributeValues: { ':t': { S: was } },
          }),
        );
      expect(await refusal(remove('old'))).toBe('ConditionalCheckFailedException');
      await remove('new');
      expect(await get(place)).toBeUndefined();
    });

    rule('knows no table that was not made', async () => {
      const nowhere = client.send(new GetItemCommand({ TableName: `${TableName}-not`, Key: key('a', 1) }));
      expect(await refusal(nowhere)).toBe('ResourceNotFoundException');
    });
  });
}
