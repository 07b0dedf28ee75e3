import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { SignedCommit } from '../../core/audit/commit.ts';
import type { Keys } from '../../core/audit/keys.ts';
import { claimedKey, openStored, rowFrom, type StoredCommit } from '../../core/audit/verify.ts';
import type { Keyring } from '../../ports/signing.ts';

/**
 * Works the records of a batch in order and stops at the first failure: that record and all later ones are delivered again, so commits of
 * one stream are never worked out of order. Finished work is not repeated.
 */
export async function eachRecord(
  event: DynamoDBStreamEvent,
  work: (record: DynamoDBRecord) => Promise<void>,
  failed: (record: DynamoDBRecord, error: unknown) => void,
): Promise<DynamoDBBatchResponse> {
  for (const record of event.Records) {
    try {
      await work(record);
    } catch (error) {
      failed(record, error);
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
    }
  }
  return { batchItemFailures: [] };
}

/** Finds the keys that verify rows. */
type KeysOf = (rows: readonly StoredCommit[]) => Promise<Keys>;

/** Finds the keys that rows name, in a keyring. */
export const keysFrom =
  (keyring: Keyring): KeysOf =>
  (rows) =>
    keyring.keysFor(rows.flatMap(({ bytes }) => claimedKey(bytes) ?? []));

/** The row that a stream record inserts, unverified; undefined when it inserts none. */
export function rowIn(record: DynamoDBRecord): StoredCommit | undefined {
  const image = record.dynamodb?.NewImage;
  if (record.eventName !== 'INSERT' || image === undefined) return undefined;
  return rowFrom((name) => image[name]?.S ?? image[name]?.N);
}

/** The commit in a stream record, verified by itself; undefined when it inserts none. Throws `LedgerCorrupt`. */
export async function commitIn(record: DynamoDBRecord, keys: KeysOf): Promise<SignedCommit | undefined> {
  const row = rowIn(record);
  if (row === undefined) return undefined;
  return openStored(row, row.account, await keys([row]));
}
