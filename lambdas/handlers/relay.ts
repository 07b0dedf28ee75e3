import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { commitIn, eachRecord } from '../app/ledger/stream.ts';
import { log } from '../app/log.ts';
import { relay } from '../app/relay/relay.ts';
import { relayServices } from '../compose/relay.ts';

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
