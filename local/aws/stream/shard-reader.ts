import { randomUUID } from 'node:crypto';
import type { DynamoDBRecord } from 'aws-lambda';
import { after } from '../timers.ts';
import type { Delivery } from './consumer.ts';

/** A record in a shard. */
export interface Entry {
  readonly account: string;
  /** Number of the commit. */
  readonly seq: number;
  readonly record: DynamoDBRecord;
  /** From when on it could be read, in milliseconds since 1970: a stop of this machine stops the stream's clock, and AWS does not stop. */
  readonly since: number;
}

export interface StreamFailure {
  readonly consumer: string;
  readonly account: string;
  /** Number of the commit that failed. */
  readonly seq: number;
  readonly attempt: number;
  /** Undefined when the function reported the failure itself. */
  readonly error: Error | undefined;
}

/** Records that a consumer never gets. */
export interface StreamLoss {
  readonly consumer: string;
  readonly shard: string;
  readonly records: number;
  /** `forgotten`: older than what a stream keeps. `too-old`: older than the consumer wants. */
  readonly why: 'forgotten' | 'too-old';
}

export interface ShardReaderServices {
  readonly delivery: Delivery;
  readonly shard: string;
  readonly now: () => number;
  /** The consumer has finished with this record, or never gets it. */
  readonly onFinished: (entry: Entry) => void;
  readonly onFailure: (failure: StreamFailure) => void;
  readonly onLoss: (loss: StreamLoss) => void;
  readonly putLetter: (queueArn: string, body: string) => void;
}

/** What a stream keeps (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html). */
const KEPT_MS = 86_400_000;

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 15_000;

/**
 * One consumer at one shard, as Lambda reads it: batch after batch in order, whatever the accounts; a batch that fails is tried again, and
 * nothing behind it, until it is taken or too old
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html).
 */
export class ShardReader {
  readonly #services: ShardReaderServices;
  readonly #entries: Entry[] = [];
  #isOpen = true;
  #run: Promise<void> | undefined;
  #endPause: (() => void) | undefined;

  constructor(services: ShardReaderServices) {
    this.#services = services;
  }

  /** After it was closed it takes nothing: what is in the table is found by the next one. */
  push(entry: Entry): void {
    if (!this.#isOpen) return;
    this.#entries.push(entry);
    this.#run ??= this.#drain();
  }

  /** Whether a record is not finished yet. */
  get isBusy(): boolean {
    return this.#run !== undefined;
  }

  /** Resolves when the consumer has finished with every record of the shard. */
  async settled(): Promise<void> {
    while (this.#run !== undefined) await this.#run;
  }

  /** Begins no further delivery, and waits for the running one. */
  async close(): Promise<void> {
    this.#isOpen = false;
    this.#endPause?.();
    await this.settled();
  }

  async #drain(): Promise<void> {
    // Whatever comes at the same moment is one batch.
    await undefined;
    while (this.#isOpen && this.#entries.length > 0)
      await this.#work(this.#entries.slice(0, this.#services.delivery.batchSize));
    // INVARIANT: nothing runs between the last look and this, so no record comes without somebody who works it.
    this.#run = undefined;
  }

  /** Until each record of the batch is finished, or the reader closes. */
  async #work(batch: readonly Entry[]): Promise<void> {
    const { delivery, onFailure } = this.#services;
    let rest = this.#withoutOld(batch);
    for (let attempt = 1; rest.length > 0; attempt += 1) {
      const { taken, error } = await this.#deliver(rest);
      this.#finish(rest.slice(0, taken));
      if (taken > 0) attempt = 1;
      rest = rest.slice(taken);
      const [first] = rest;
      if (first === undefined) return;
      onFailure({ consumer: delivery.name, account: first.account, seq: first.seq, attempt, error });
      if (this.#isOpen) await this.#pause(Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS));
      if (!this.#isOpen) return;
      rest = this.#withoutOld(rest);
      if (error !== undefined && delivery.bisects && rest.length > 1) return this.#bisect(rest);
    }
  }

  async #bisect(batch: readonly Entry[]): Promise<void> {
    const half = Math.ceil(batch.length / 2);
    await this.#work(batch.slice(0, half));
    if (this.#isOpen) await this.#work(batch.slice(half));
  }

  async #deliver(entries: readonly Entry[]): Promise<{ taken: number; error: Error | undefined }> {
    try {
      return { taken: await this.#services.delivery.deliver(entries.map(({ record }) => record)), error: undefined };
    } catch (error) {
      return { taken: 0, error: error instanceof Error ? error : new Error('unknown') };
    }
  }

  #finish(entries: readonly Entry[]): void {
    this.#entries.splice(0, entries.length);
    for (const entry of entries) this.#services.onFinished(entry);
  }

  /** Finishes with the records at the beginning that are too old, and returns the others. */
  #withoutOld(batch: readonly Entry[]): readonly Entry[] {
    const { delivery, shard, now, onLoss } = this.#services;
    const isOlderThan = (ms: number) => (entry: Entry) => now() - entry.since > ms;
    const forgotten = leading(batch, isOlderThan(KEPT_MS));
    const given = leading(batch.slice(forgotten.length), isOlderThan(delivery.maxAgeMs));
    const up = given.filter(({ record }) => delivery.passes(record));
    const about = { consumer: delivery.name, shard };
    if (forgotten.length > 0) onLoss({ ...about, records: forgotten.length, why: 'forgotten' });
    if (up.length > 0) {
      if (delivery.onFailure !== undefined) this.#services.putLetter(delivery.onFailure, this.#letterOf(up));
      onLoss({ ...about, records: up.length, why: 'too-old' });
    }
    this.#finish([...forgotten, ...given]);
    return batch.slice(forgotten.length + given.length);
  }

  /** What Lambda writes of records that it has given up: where they are, and nothing of what they say. */
  #letterOf(entries: readonly Entry[]): string {
    const [first, last] = [entries[0]?.record, entries.at(-1)?.record];
    const arrivalOf = (record: DynamoDBRecord | undefined) =>
      new Date((record?.dynamodb?.ApproximateCreationDateTime ?? 0) * 1000).toISOString();
    return JSON.stringify({
      requestContext: { requestId: randomUUID(), condition: 'RecordAgeExceeded', approximateInvokeCount: 1 },
      version: '1.0',
      timestamp: new Date(this.#services.now()).toISOString(),
      DDBStreamBatchInfo: {
        shardId: this.#services.shard,
        startSequenceNumber: first?.dynamodb?.SequenceNumber,
        endSequenceNumber: last?.dynamodb?.SequenceNumber,
        approximateArrivalOfFirstRecord: arrivalOf(first),
        approximateArrivalOfLastRecord: arrivalOf(last),
        batchSize: entries.length,
        streamArn: first?.eventSourceARN,
      },
    });
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        callOff();
        this.#endPause = undefined;
        resolve();
      };
      const callOff = after(ms, end);
      this.#endPause = end;
    });
  }
}

function leading(entries: readonly Entry[], isOld: (entry: Entry) => boolean): readonly Entry[] {
  const young = entries.findIndex((entry) => !isOld(entry));
  return young < 0 ? entries : entries.slice(0, young);
}
