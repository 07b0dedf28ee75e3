import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { SignedCommit } from '../../core/audit/commit.ts';
import type { Keys } from '../../core/audit/keys.ts';
import { claimedKey, openStored, rowFrom } from '../../core/audit/stored-commit.ts';
import type { StoredCommit } from '../../core/audit/verify.ts';
import type { Keyring } from '../../ports/signing.ts';

/**
 * Takes the records of a batch in order and stops at the first that fails: that one and all after it are delivered again, so that a stream
 * of the ledger is never worked out of order. What has been done before is not done again.
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

/** What verifies the signatures of rows. */
type KeysOf = (rows: readonly StoredCommit[]) => Promise<Keys>;

/** The keys that rows name, from a keyring. */
export const keysFrom =
  (keyring: Keyring): KeysOf =>
  (rows) =>
    keyring.keysFor(rows.flatMap(({ bytes }) => claimedKey(bytes) ?? []));

/** What a stream record inserts, unchecked; undefined when it inserts nothing. */
export function rowIn(record: DynamoDBRecord): StoredCommit | undefined {
  const image = record.dynamodb?.NewImage;
  if (record.eventName !== 'INSERT' || image === undefined) return undefined;
  return rowFrom((name) => image[name]?.S ?? image[name]?.N);
}

/** The commit in a stream record, verified by itself; undefined when the record inserts nothing. Throws `LedgerCorrupt`. */
export async function commitIn(record: DynamoDBRecord, keys: KeysOf): Promise<SignedCommit | undefined> {
  const row = rowIn(record);
  if (row === undefined) return undefined;
  return openStored(row, row.account, await keys([row]));
}
