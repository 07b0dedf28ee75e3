import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { closeWhatIsRead, Dynalite } from '../../../../local/aws/dynamodb/dynalite.ts';
import { eventually } from '../../../support/eventually.ts';

const TABLE = {
  TableName: 'things',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['account', 'name'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  KeySchema: [
    { AttributeName: 'account', KeyType: 'HASH' },
    { AttributeName: 'name', KeyType: 'RANGE' },
  ],
};
const QUERY = {
  ...{ TableName: 'things', KeyConditionExpression: 'account = :a', Limit: 1 },
  ExpressionAttributeValues: { ':a': { S: 'a' } },
};

describe('an iterator of the store', () => {
  it.each(['keys', 'values'] as const)('of %s is closed where dynalite would return it', async (name) => {
    const closed: string[] = [];
    const open = (of: string) => () => ({ close: async () => void closed.push(of) });
    const db: Parameters<typeof closeWhatIsRead>[0] = { keys: open('keys'), values: open('values') };
    closeWhatIsRead(db);
    await db[name]({}).return?.();
    expect(closed).toEqual([name]);
  });

  it('is closed after every query', async () => {
    const { MemoryLevel } = createRequire(createRequire(import.meta.url).resolve('dynalite/db'))('memory-level') as {
      MemoryLevel: { prototype: { values: (options: unknown) => { close: () => Promise<void> } } };
    };
    const { values } = MemoryLevel.prototype;
    const count = { opened: 0, closed: 0 };
    MemoryLevel.prototype.values = function counted(options) {
      const iterator = values.call(this, options);
      const { close } = iterator;
      count.opened += 1;
      iterator.close = () => {
        count.closed += 1;
        return close.call(iterator);
      };
      return iterator;
    };
    const dynalite = new Dynalite(undefined);
    try {
      await dynalite.open();
      await dynalite.call('CreateTable', TABLE);
      await eventually(async () =>
        expect(await dynalite.call('DescribeTable', { TableName: 'things' })).toMatchObject({
          Table: { TableStatus: 'ACTIVE' },
        }),
      );
      for (const name of ['one', 'two', 'three'])
        await dynalite.call('PutItem', { TableName: 'things', Item: { account: { S: 'a' }, name: { S: name } } });
      for (let query = 0; query < 20; query += 1) await dynalite.call('Query', QUERY);
    } finally {
      MemoryLevel.prototype.values = values;
      await dynalite.close();
    }
    expect(count.opened).toBeGreaterThanOrEqual(20);
    expect(count.closed).toBe(count.opened);
  });
});

describe('a query of an index while items are written', () => {
  it('never meets an item that is half written', async () => {
    const index = { IndexName: 'by-rank', Projection: { ProjectionType: 'KEYS_ONLY' } };
    const [hash] = TABLE.KeySchema;
    const dynalite = new Dynalite(undefined);
    await dynalite.open();
    await dynalite.call('CreateTable', {
      ...TABLE,
      AttributeDefinitions: [...TABLE.AttributeDefinitions, { AttributeName: 'rank', AttributeType: 'S' }],
      LocalSecondaryIndexes: [{ ...index, KeySchema: [hash, { AttributeName: 'rank', KeyType: 'RANGE' }] }],
    });
    await eventually(async () =>
      expect(await dynalite.call('DescribeTable', { TableName: 'things' })).toMatchObject({
        Table: { TableStatus: 'ACTIVE' },
      }),
    );
    const put = (name: string) => {
      const Item = { account: { S: 'a' }, name: { S: name }, rank: { S: name } };
      return dynalite.call('PutItem', { TableName: 'things', Item });
    };
    const query = { ...QUERY, IndexName: 'by-rank', Select: 'ALL_ATTRIBUTES', Limit: 100 };
    const calls = Array.from({ length: 64 }, (_, call) =>
      call % 2 === 0 ? put(`n${call}`) : dynalite.call('Query', query),
    );
    const answers = await Promise.all(calls);
    expect(answers.at(-1)).toMatchObject({ Count: 32 });
    await dynalite.close();
  });
});
