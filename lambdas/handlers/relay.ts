import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { workAgain } from '../app/relay/again.ts';
import { eachMessage, parseAgain } from '../app/relay/messages.ts';
import { relayRecords } from '../app/relay/records.ts';
import { relayServices } from '../compose/relay.ts';

/**
 * Ledger stream: turns events into effects, in order for each stream of the ledger. Its own queue: commits that were put aside or must be
 * worked again.
 */
export const handler = (
  event: DynamoDBStreamEvent | SQSEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<DynamoDBBatchResponse | SQSBatchResponse> =>
  isOfQueue(event)
    ? eachMessage(event, 'relay failed', { parse: parseAgain, work: (again) => workAgain(relayServices(), again) })
    : relayRecords(relayServices(), event, () => context.getRemainingTimeInMillis());

const isOfQueue = (event: DynamoDBStreamEvent | SQSEvent): event is SQSEvent =>
  event.Records.some((record) => 'messageId' in record);
