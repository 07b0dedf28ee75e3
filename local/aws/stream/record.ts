import { createHash } from 'node:crypto';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import { LEDGER } from '../../../lambdas/contract/tables.ts';
import { arnOf, REGION } from '../arns.ts';

export type Item = Readonly<Record<string, AttributeValue>>;

const KEYS: readonly string[] = [LEDGER.partitionKey, LEDGER.sortKey];

export const accountOf = (item: Item | undefined): string => item?.[LEDGER.partitionKey]?.S ?? '';
export const seqOf = (item: Item | undefined): number => Number(item?.[LEDGER.sortKey]?.N);

/** A change of the ledger's table in the form of its stream: keys, new and old image. */
export function recordOf(
  table: string,
  { before, after, at }: { readonly before?: Item; readonly after?: Item; readonly at: number },
): DynamoDBRecord {
  const item = after ?? before ?? {};
  const keys = Object.fromEntries(Object.entries(item).filter(([name]) => KEYS.includes(name)));
  const sequenceNumber = sequenceNumberOf(accountOf(item), seqOf(item));
  return {
    eventID: createHash('md5')
      .update(`${sequenceNumber}${before === undefined}`)
      .digest('hex'),
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: REGION,
    eventSourceARN: arnOf('dynamodb', `table/${table}/stream/1970-01-01T00:00:00.000`),
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

/** Digits only, different for every commit, and rising for one account. */
export function sequenceNumberOf(account: string, seq: number): string {
  const digest = createHash('sha256').update(account).digest();
  return `1${String(digest.readUIntBE(0, 6)).padStart(15, '0')}${String(seq).padStart(16, '0')}`;
}
