import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { LEDGER } from '../../contract/tables.ts';
import { alertFor } from '../../core/audit/alert.ts';
import { LedgerCorrupt, type SignedCommit } from '../../core/audit/commit.ts';
import { misdating } from '../../core/audit/dating.ts';
import { tamperAlert } from '../../core/audit/tampering.ts';
import { isComparable } from '../../core/audit/verify.ts';
import type { Alerts } from '../../ports/effects.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Again, LedgerPlace, Queue, Unreadable } from '../../ports/queue.ts';
import { commitIn } from '../ledger/stream.ts';
import { log } from '../log.ts';
import type { Pace } from './pace.ts';
import { type RelayServices, relay } from './relay.ts';

export interface AsideServices extends RelayServices {
  readonly alerts: Alerts;
  readonly pace: Pace;
  /** The relay's own queue: commits that failed, retried separately from the stream. */
  readonly again: Queue<Again>;
  /** Work that can never succeed, or failed for an hour: kept for people on duty, with an alarm. */
  readonly deadLetters: Queue<Again | Unreadable>;
}

/** Milliseconds for which a failing record may hold its shard. Longer outages are waited for outside the stream. */
const PATIENCE_MS = 60_000;

/** Milliseconds needed to begin a record: three attempts of six seconds for a slow call. */
const ENOUGH_MS = 20_000;

/**
 * Works the records of a shard in order. A record that can never succeed is put aside at once, with an alarm. A record that may succeed
 * later blocks its own stream, and so the end of the batch; other streams of the batch continue, and their effects are not repeated with
 * the batch. After a minute it too is put aside, to be retried from the relay's own queue, and its stream continues: every effect is
 * computed from the current ledger. Nothing is lost: a record that cannot be put aside stays on the stream.
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
    notePace(services.pace, record);
    if (held.has(stream)) continue;
    if (remaining() >= ENOUGH_MS && (await isDone(services, record))) continue;
    held.add(stream);
    first ??= record;
  }
  return { batchItemFailures: first === undefined ? [] : [{ itemIdentifier: first.dynamodb?.SequenceNumber ?? '' }] };
}

/** An alarm counts these lines. */
function notePace(pace: Pace, record: DynamoDBRecord): void {
  const place = placeOf(record);
  if (place !== undefined && pace.isNewlyBusy(place, writtenAt(record))) log('error', 'stream busy', { ...place });
}

/** Whether the record was worked or put aside. */
async function isDone(services: AsideServices, record: DynamoDBRecord): Promise<boolean> {
  try {
    const commit = await commitIn(record, (rows) => services.ledger.keysOf(rows));
    if (commit !== undefined) await ringIfUnheard(services, record, commit);
    if (commit !== undefined) await relayAsDated(services, writtenAt(record), commit);
    return true;
  } catch (error) {
    const isPatient = isRetryable(error) && ageOf(services, record) < PATIENCE_MS;
    if (!isPatient) return isPutAside(services, record, error);
    log('warn', 'relay waits', { sequence: record.dynamodb?.SequenceNumber, error });
    return false;
  }
}

/**
 * Rings for a commit of another release whose copy woke nobody, or for less: functions of two releases work side by side while a deployment goes
 * on, and its releases may ring for different events.
 */
async function ringIfUnheard(
  { alerts }: AsideServices,
  { dynamodb }: DynamoDBRecord,
  commit: SignedCommit,
): Promise<void> {
  const alert = isComparable(commit) ? undefined : alertFor(commit.commit);
  if (alert !== undefined && dynamodb?.NewImage?.[LEDGER.alert]?.S !== alert.severity) await alerts.send(alert);
}

/**
 * Rings first for a commit whose time is not that of its writing: its function was captured, or has a wrong clock. It counts all the same, because
 * the time of writing is no part of the ledger, and whoever reads that alone must find what the relay finds (ADR 17).
 */
export async function relayAsDated(services: AsideServices, written: number, signed: SignedCommit): Promise<void> {
  const { account, seq, at } = signed.commit;
  const how = misdating(at, written);
  if (how === undefined) return relay(services, signed);
  const alert = tamperAlert({ account, seq }, how, new Date(written).toISOString());
  await services.alerts.send(alert);
  await relay(services, signed);
  // In the place of what the commit itself is noted for, which it says too.
  await services.views.noteAlert({ ...alert, what: [...alert.what, ...(alertFor(signed.commit)?.what ?? [])] });
}

/** Whether a retry may succeed. Any error but an `AdapterError` means a corrupt commit or a bug of ours. */
export const isRetryable = (error: unknown): boolean => error instanceof AdapterError && error.retryable;

async function isPutAside(services: AsideServices, record: DynamoDBRecord, error: unknown): Promise<boolean> {
  const place = placeOf(record);
  const isLater = isRetryable(error) && place !== undefined;
  const sequence = record.dynamodb?.SequenceNumber;
  try {
    if (error instanceof LedgerCorrupt && error.seq === place?.seq) await tellOf(services, error);
    if (isLater) await services.again.send([{ ...place, writtenAt: writtenAt(record) }]);
    else await services.deadLetters.send([place ?? unreadable(record)]);
  } catch (failure) {
    log('error', 'relay cannot put aside', { sequence, error: failure });
    return false;
  }
  log('error', isLater ? 'relay put off' : 'relay gave up', { ...place, sequence, error });
  return true;
}

/**
 * Alerts about a corrupt commit. The alerting function filters by copies that a forged commit may lack; the relay sees every record.
 * Commits after a forged one cause no further alert and become dead letters.
 */
async function tellOf(
  { alerts, views, stoppedStreams, surroundings }: AsideServices,
  { account, seq, corruption }: LedgerCorrupt,
): Promise<void> {
  const at = surroundings.now();
  const alert = tamperAlert({ account, seq }, corruption, at);
  await alerts.send(alert);
  await views.noteAlert(alert);
  await stoppedStreams.noteStopped({ stream: account, seq, why: corruption, at });
}

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
