import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { relayServices } from '../runtime/compose/relay.ts';
import { log } from '../runtime/log.ts';
import { relay } from '../runtime/relay.ts';
import { commitIn, eachRecord } from '../runtime/stream.ts';

/** Ledger stream: turns events into effects, in order for each stream of the ledger. */
export const handler = (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
  eachRecord(
    event,
    async (record) => {
      const commit = commitIn(record);
      if (commit !== undefined) await relay(relayServices(), commit);
    },
    (record, error) => log('error', 'relay failed', { sequence: record.dynamodb?.SequenceNumber, error }),
  );
