import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { commitIn, eachRecord, keysFrom } from '../app/ledger/stream.ts';
import { log } from '../app/log.ts';
import { isRetryable } from '../app/relay/records.ts';
import { alertServices } from '../compose/relay.ts';
import { type Alert, alertFor } from '../core/audit/alert.ts';
import { LedgerCorrupt } from '../core/audit/commit.ts';
import { tamperAlert } from '../core/audit/tampering.ts';

/** Ledger stream, filtered to commits with an alert and to changes of append-only records: alerts people on duty. */
export const handler = (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
  eachRecord(
    event,
    async (record) => {
      const alert = await alertIn(record);
      if (alert !== undefined) await alertServices().alerts.send(alert);
    },
    (record, error) => log('error', 'alerting failed', { sequence: record.dynamodb?.SequenceNumber, error }),
  );

/**
 * A commit that was changed or removed, or does not match its hash, is tampering. So is one that cannot be read for any other reason that
 * will not pass: it rings at once, because a shard holds the alerts of many accounts and waits for each record.
 */
async function alertIn(record: DynamoDBRecord): Promise<Alert | undefined> {
  const keys = record.dynamodb?.Keys;
  const place = { account: keys?.['account']?.S ?? 'unknown', seq: Number(keys?.['seq']?.N ?? 0) };
  const at = new Date((record.dynamodb?.ApproximateCreationDateTime ?? 0) * 1000).toISOString();
  if (record.eventName !== 'INSERT')
    return tamperAlert(place, record.eventName === 'REMOVE' ? 'removed' : 'changed', at);
  try {
    const hashed = await commitIn(record, keysFrom(alertServices().keyring));
    return hashed === undefined ? undefined : alertFor(hashed.commit);
  } catch (error) {
    if (error instanceof LedgerCorrupt) return tamperAlert(place, error.corruption, at);
    if (isRetryable(error)) throw error;
    log('error', 'alerting cannot read a commit', { ...place, error });
    return tamperAlert(place, 'unreadable', at);
  }
}
