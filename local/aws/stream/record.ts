import { createHash } from 'node:crypto';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import { LEDGER } from '../../../lambdas/contract/tables.ts';
import { arnOf, REGION } from '../arns.ts';

export type Item = Readonly<Record<string, AttributeValue>>;

/** A change of the ledger's table: put, changed or removed. */
export type Change =
  | { readonly before?: undefined; readonly after: Item }
  | { readonly before: Item; readonly after?: Item };

/** The item that was changed, as it is now or was last. */
export const itemIn = (change: Change): Item =>
  change.before === undefined ? change.after : (change.after ?? change.before);

const KEYS: readonly string[] = [LEDGER.partitionKey, LEDGER.sortKey];

export const accountOf = (item: Item | undefined): string => item?.[LEDGER.partitionKey]?.S ?? '';
export const seqOf = (item: Item | undefined): number => Number(item?.[LEDGER.sortKey]?.N);

/** Beginning and end of the name of a shard are its own; the stream's ARN is the table's. */
export const shardId = (shard: number): string => `shardId-${String(shard).padStart(20, '0')}-countersn`;

export const streamArn = (table: string): string => arnOf('dynamodb', `table/${table}/stream/1970-01-01T00:00:00.000`);

/** The shard of an account: DynamoDB puts many keys into one. */
export const shardOf = (account: string, shards: number): number =>
  createHash('sha256').update(account).digest().readUInt32BE() % shards;

/** A change in the form of the stream: keys, new and old image. `at` is in milliseconds; `position` rises with every record. */
export function recordOf(
  table: string,
  change: Change,
  { at, position }: { readonly at: number; readonly position: number },
): DynamoDBRecord {
  const { before, after } = change;
  const keys = Object.fromEntries(Object.entries(itemIn(change)).filter(([name]) => KEYS.includes(name)));
  const sequenceNumber = `1${String(position).padStart(24, '0')}`;
  return {
    eventID: createHash('md5').update(sequenceNumber).digest('hex'),
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: REGION,
    eventSourceARN: streamArn(table),
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys: keys,
      SequenceNumber: sequenceNumber,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
      ...(after !== undefined && { NewImage: { ...after } }),
      ...(before !== undefined && { OldImage: { ...before } }),
    },
  };
}
