import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { type HashedCommit, LedgerCorrupt } from '../../core/audit/commit.ts';
import { flawOf, parseStored, type StoredCommit } from '../../core/audit/verify.ts';

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

/** The commit in a stream record, checked against its own hash; undefined when the record inserts nothing. Throws `LedgerCorrupt`. */
export function commitIn(record: DynamoDBRecord): HashedCommit | undefined {
  const image = record.dynamodb?.NewImage;
  if (record.eventName !== 'INSERT' || image === undefined) return undefined;
  const text = (name: string): string => image[name]?.S ?? '';
  const seq = Number(image['seq']?.N);
  const row: StoredCommit = {
    account: text('account'),
    seq,
    bytes: text('bytes'),
    hash: text('hash'),
    state: text('state'),
  };
  const flaw = flawOf(row, row.account, seq, text('prev'));
  if (flaw !== undefined) throw new LedgerCorrupt(row.account, seq, flaw);
  return parseStored(row);
}
