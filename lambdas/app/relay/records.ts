import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { LEDGER } from '../../contract/tables.ts';
import { tamperAlert } from '../../core/audit/alert.ts';
import { LedgerCorrupt } from '../../core/audit/commit.ts';
import type { Alerts } from '../../ports/effects.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Again, LedgerPlace, Queue, Unreadable } from '../../ports/queue.ts';
import { commitIn } from '../ledger/stream.ts';
import { log } from '../log.ts';
import { type RelayServices, relay } from './relay.ts';

export interface AsideServices extends RelayServices {
  readonly alerts: Alerts;
  /** The relay's own queue: what could not be worked yet, tried again apart from the stream. */
  readonly again: Queue<Again>;
  /** What can never be worked, or was tried for an hour: kept for people on duty, and rings. */
  readonly deadLetters: Queue<Again | Unreadable>;
}

/** How long a record that may work later holds its shard, in milliseconds. Outages that are longer wait apart from the stream. */
const PATIENCE_MS = 60_000;

/** No record is begun with less time left, in milliseconds: three attempts of six seconds for a slow call. */
const ENOUGH_MS = 20_000;

/**
 * Works the records of a shard in order. One that can never be worked is put aside at once and rings. One that may work later holds its own
 * stream, and with it the end of the batch; other streams of the batch go on, and what they did is not done twice when the batch comes
 * again. After a minute it is put aside too, to be tried again from the relay's own queue. Its stream then goes on as well: every effect is
 * read from the ledger as it stands. Nothing is lost: what cannot be put aside is not taken from the stream.
 */
export async function relayRecords(
  services: AsideServices,
  { Records }: DynamoDBStreamEvent,
  remaining: () => number,
): Promise<DynamoDBBatchResponse> {
  const held = new Set<string>();
  let first: DynamoDBRecord | undefined;
  for (const record of Records) {
    const stream = record.dynamodb?.Keys?.[LEDGER.partitionKey]?.S ?? '';
    if (held.has(stream)) continue;
    if (remaining() >= ENOUGH_MS && (await isDone(services, record))) continue;
    held.add(stream);
    first ??= record;
  }
  return { batchItemFailures: first === undefined ? [] : [{ itemIdentifier: first.dynamodb?.SequenceNumber ?? '' }] };
}

/** Worked, or put aside. */
async function isDone(services: AsideServices, record: DynamoDBRecord): Promise<boolean> {
  try {
    const commit = await commitIn(record, (rows) => services.ledger.keysOf(rows));
    if (commit !== undefined) await relay(services, commit);
    return true;
  } catch (error) {
    const isPatient = isRetryable(error) && ageOf(services, record) < PATIENCE_MS;
    if (!isPatient) return isPutAside(services, record, error);
    log('warn', 'relay waits', { sequence: record.dynamodb?.SequenceNumber, error });
    return false;
  }
}

/** Whether the same may work later. What is no adapter error is a commit that is not what was hashed, or a fault of ours. */
export const isRetryable = (error: unknown): boolean => error instanceof AdapterError && error.retryable;

async function isPutAside(services: AsideServices, record: DynamoDBRecord, error: unknown): Promise<boolean> {
  const place = placeOf(record);
  const isLater = isRetryable(error) && place !== undefined;
  const sequence = record.dynamodb?.SequenceNumber;
  try {
    if (error instanceof LedgerCorrupt && error.seq === place?.seq) await tellOf(services, error);
    if (isLater) await services.again.send([place]);
    else await services.deadLetters.send([place ?? unreadable(record)]);
  } catch (failure) {
    log('error', 'relay cannot put aside', { sequence, error: failure });
    return false;
  }
  log('error', isLater ? 'relay put off' : 'relay gave up', { ...place, sequence, error });
  return true;
}

/**
 * The relay sees every record; the alerting is woken by copies that a forged one may lack. What only stands on a forged commit says nothing
 * new, and is a dead letter.
 */
const tellOf = ({ alerts, surroundings }: AsideServices, { account, seq, corruption }: LedgerCorrupt): Promise<void> =>
  alerts.send(tamperAlert({ account, seq }, corruption, surroundings.now()));

function placeOf({ dynamodb }: DynamoDBRecord): LedgerPlace | undefined {
  const stream = dynamodb?.Keys?.[LEDGER.partitionKey]?.S ?? '';
  const seq = Number(dynamodb?.Keys?.[LEDGER.sortKey]?.N);
  return stream !== '' && Number.isSafeInteger(seq) && seq > 0 ? { stream, seq } : undefined;
}

const unreadable = (record: DynamoDBRecord): Unreadable => ({
  streamArn: record.eventSourceARN ?? '',
  sequenceNumber: record.dynamodb?.SequenceNumber ?? '',
  at: new Date(writtenAt(record)).toISOString(),
});

const writtenAt = ({ dynamodb }: DynamoDBRecord): number => (dynamodb?.ApproximateCreationDateTime ?? 0) * 1000;

const ageOf = ({ surroundings }: AsideServices, record: DynamoDBRecord): number =>
  Date.parse(surroundings.now()) - writtenAt(record);
