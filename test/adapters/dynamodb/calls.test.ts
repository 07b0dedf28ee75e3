import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  ProvisionedThroughputExceededException,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { getItems, putItems, queryItems, unlessRefused } from '../../../lambdas/adapters/dynamodb/calls.ts';
import { type Item, whole } from '../../../lambdas/adapters/dynamodb/items.ts';

const keys = (from: number, to: number): Item[] =>
  Array.from({ length: to - from }, (_, index) => ({ seq: whole(from + index) }));
const QUERY = { TableName: 'ledger', KeyConditionExpression: '#p = :p' };

describe('calls of DynamoDB', () => {
  const dynamo = new DynamoDBClient({ region: 'us-east-1' });
  const mock = mockClient(dynamo);
  beforeEach(() => {
    mock.reset();
  });

  describe('a query', () => {
    it('goes on where DynamoDB has cut a page, until there is no more', async () => {
      mock
        .on(QueryCommand, { ExclusiveStartKey: undefined })
        .resolves({ Items: keys(1, 3), LastEvaluatedKey: { seq: whole(2) } })
        .on(QueryCommand, { ExclusiveStartKey: { seq: whole(2) } })
        .resolves({ Items: [], LastEvaluatedKey: { seq: whole(9) } })
        .on(QueryCommand, { ExclusiveStartKey: { seq: whole(9) } })
        .resolves({ Items: keys(10, 11) });
      expect(await queryItems(dynamo, QUERY, 50)).toEqual([...keys(1, 3), ...keys(10, 11)]);
      expect(mock.commandCalls(QueryCommand).map(({ args }) => args[0].input.Limit)).toEqual([50, 48, 48]);
    });

    it('stops at its limit', async () => {
      mock.on(QueryCommand).resolves({ Items: keys(1, 3), LastEvaluatedKey: { seq: whole(2) } });
      expect(await queryItems(dynamo, QUERY, 2)).toEqual(keys(1, 3));
      expect(mock.commandCalls(QueryCommand)).toHaveLength(1);
    });
  });

  describe('putting items', () => {
    const put = () =>
      mock.commandCalls(BatchWriteItemCommand).map(({ args }) => args[0].input.RequestItems?.['ledger']?.length);

    it('puts 25 at a time, one by itself, and none not at all', async () => {
      mock.on(BatchWriteItemCommand).resolves({}).on(PutItemCommand).resolves({});
      await putItems(dynamo, 'ledger', keys(0, 51));
      expect(put()).toEqual([25, 25]);
      expect(mock.commandCalls(PutItemCommand).map(({ args }) => args[0].input)).toEqual([
        { TableName: 'ledger', Item: { seq: whole(50) } },
      ]);
      await putItems(dynamo, 'ledger', []);
      expect(mock.calls()).toHaveLength(3);
    });

    it('puts again what an answer left out', async () => {
      const left = { ledger: [{ PutRequest: { Item: { seq: whole(2) } } }] };
      mock.on(BatchWriteItemCommand).resolvesOnce({ UnprocessedItems: left }).resolves({});
      await putItems(dynamo, 'ledger', keys(0, 3));
      expect(put()).toEqual([3, 1]);
      expect(mock.commandCalls(BatchWriteItemCommand)[1]?.args[0].input.RequestItems).toEqual(left);
    });

    it('are throttled when an answer left out everything', async () => {
      mock.on(BatchWriteItemCommand).callsFake(({ RequestItems }) => ({ UnprocessedItems: RequestItems }));
      await expect(putItems(dynamo, 'ledger', keys(0, 3))).rejects.toMatchObject({
        code: 'throttled',
        retryable: true,
      });
      expect(put()).toEqual([3]);
    });
  });

  describe('getting items by their keys', () => {
    it('asks for 100 at a time, strongly consistent, and for none not at all', async () => {
      mock
        .on(BatchGetItemCommand)
        .callsFake(({ RequestItems }) => ({ Responses: { ledger: RequestItems.ledger.Keys } }));
      expect(await getItems(dynamo, 'ledger', keys(0, 250))).toEqual(keys(0, 250));
      const asked = mock.commandCalls(BatchGetItemCommand).map(({ args }) => args[0].input.RequestItems?.['ledger']);
      expect(asked.map((request) => [request?.Keys?.length, request?.ConsistentRead])).toEqual([
        [100, true],
        [100, true],
        [50, true],
      ]);
      expect(await getItems(dynamo, 'ledger', [])).toEqual([]);
      expect(mock.commandCalls(BatchGetItemCommand)).toHaveLength(3);
    });

    it('asks again for what an answer left out', async () => {
      mock.on(BatchGetItemCommand).callsFake(({ RequestItems }) => {
        const [first, ...rest] = RequestItems.ledger.Keys as Item[];
        return {
          Responses: { ledger: [first] },
          UnprocessedKeys: rest.length === 0 ? {} : { ledger: { Keys: rest } },
        };
      });
      expect(await getItems(dynamo, 'ledger', keys(0, 3))).toEqual(keys(0, 3));
    });

    it('is throttled when an answer brings nothing', async () => {
      mock.on(BatchGetItemCommand).resolves({ Responses: {}, UnprocessedKeys: { ledger: { Keys: keys(0, 3) } } });
      await expect(getItems(dynamo, 'ledger', keys(0, 3))).rejects.toMatchObject({
        code: 'throttled',
        retryable: true,
      });
      expect(mock.commandCalls(BatchGetItemCommand)).toHaveLength(1);
    });
  });

  describe('a write with a condition', () => {
    const failure = { message: 'no', $metadata: {} };

    it('is undefined where the condition does not hold', async () => {
      expect(await unlessRefused(Promise.reject(new ConditionalCheckFailedException(failure)))).toBeUndefined();
    });

    it('is an error where anything else went wrong', async () => {
      const throttled = Promise.reject(new ProvisionedThroughputExceededException(failure));
      await expect(unlessRefused(throttled)).rejects.toMatchObject({ code: 'throttled', retryable: true });
    });
  });
});
