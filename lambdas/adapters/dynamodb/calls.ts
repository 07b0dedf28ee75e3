import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { AdapterError } from '../../ports/errors.ts';
import { answerOf, answerUnless } from '../aws/errors.ts';
import type { Item } from './items.ts';

/** Items in the order of the query, at most `limit`; continues while DynamoDB cuts pages at 1 MB. */
export async function queryItems(
  dynamo: DynamoDBClient,
  query: Omit<QueryCommandInput, 'Limit' | 'ExclusiveStartKey'>,
  limit: number,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let next: Item | undefined;
  do {
    const page = { ...query, Limit: limit - items.length, ExclusiveStartKey: next };
    const answer = await answerOf(dynamo.send(new QueryCommand(page)));
    items.push(...(answer.Items ?? []));
    next = answer.LastEvaluatedKey;
  } while (next !== undefined && items.length < limit);
  return items;
}

/** Most keys of one BatchGetItem. */
const BATCH = 100;

/** The items of these keys, strongly consistent, in any order; missing items are left out. */
export async function getItems(dynamo: DynamoDBClient, table: string, keys: readonly Item[]): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let start = 0; start < keys.length; start += BATCH) {
    items.push(...(await getBatch(dynamo, table, keys.slice(start, start + BATCH))));
  }
  return items;
}

async function getBatch(dynamo: DynamoDBClient, table: string, keys: readonly Item[]): Promise<readonly Item[]> {
  const items: Item[] = [];
  let left: Item[] = [...keys];
  while (left.length > 0) {
    const request = { RequestItems: { [table]: { Keys: left, ConsistentRead: true } } };
    const answer = await answerOf(dynamo.send(new BatchGetItemCommand(request)));
    const got = answer.Responses?.[table] ?? [];
    items.push(...got);
    left = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    // An answer cut at 16 MB still has items; an answer without items means throttling.
    if (got.length === 0 && left.length > 0) throw new AdapterError('throttled', { retryable: true });
  }
  return items;
}

/** Most items of one BatchWriteItem. */
const PUTS = 25;

/**
 * Puts items of different keys, in any order; after an error some may be put. One call for 25, each as a write of its own.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
export async function putItems(dynamo: DynamoDBClient, table: string, items: readonly Item[]): Promise<void> {
  for (let start = 0; start < items.length; start += PUTS)
    await putBatch(dynamo, table, items.slice(start, start + PUTS));
}

async function putBatch(dynamo: DynamoDBClient, table: string, items: readonly Item[]): Promise<void> {
  const [only, ...others] = items;
  if (others.length === 0) {
    await answerOf(dynamo.send(new PutItemCommand({ TableName: table, Item: only })));
    return;
  }
  let left = items.map((item) => ({ PutRequest: { Item: item } }));
  while (left.length > 0) {
    const answer = await answerOf(dynamo.send(new BatchWriteItemCommand({ RequestItems: { [table]: left } })));
    const refused = (answer.UnprocessedItems?.[table] ?? []) as typeof left;
    // Nothing was put: throttling, which whoever calls waits out.
    if (refused.length === left.length) throw new AdapterError('throttled', { retryable: true });
    left = refused;
  }
}

/** Waits for a conditional write; undefined when the condition did not hold: then nothing was written. */
export const unlessRefused = <Answer>(write: Promise<Answer>): Promise<Answer | undefined> =>
  answerUnless(write, ['ConditionalCheckFailedException']);
