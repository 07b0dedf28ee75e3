import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { arnOf, REGION } from '../arns.ts';
import type { LocalFunctions } from '../functions.ts';
import { after } from '../timers.ts';
import { type LocalQueue, md5, type QueueMessage } from './queue.ts';

/** An event source mapping of a queue, from the template. */
export interface QueueConsumer {
  readonly queue: string;
  /** Name or ARN of its function. */
  readonly function: string;
  readonly batchSize: number;
  /** `ReportBatchItemFailures`: the function names the failed messages. Without it a message fails only with its batch. */
  readonly reportsFailures: boolean;
  /** Parallel calls. */
  readonly concurrency: number;
}

export interface QueueFailure {
  readonly queue: string;
  /** Number of messages that will return. */
  readonly failed: number;
  /** Undefined when the function reported the failures itself. */
  readonly error: Error | undefined;
}

export interface MappingOptions {
  readonly consumer: QueueConsumer;
  readonly queue: LocalQueue;
  readonly functions: LocalFunctions;
  readonly now: () => number;
  /** Receives a batch, and buries messages received too often. */
  readonly receive: (queue: LocalQueue, most: number) => readonly QueueMessage[];
  readonly save: () => void;
  readonly onFailure: (failure: QueueFailure) => void;
}

/** Calls a function with messages of its queue, and deletes the finished ones. A failed message returns after its visibility timeout. */
export class QueueMapping {
  readonly #options: MappingOptions;
  readonly #running = new Set<Promise<void>>();
  #isOpen = false;
  #callOff: (() => void) | undefined;

  /** Throws an `Error` for a function that does not exist. */
  constructor(options: MappingOptions) {
    this.#options = options;
    const { consumer, functions } = options;
    if (!functions.has(consumer.function))
      throw new Error(`queue \`${consumer.queue}\` calls \`${consumer.function}\`, which is not a function here`);
  }

  /** Until then no function is called. */
  resume(): void {
    this.#isOpen = true;
    this.notify();
  }

  /** A message may be visible. */
  notify(): void {
    this.#callOff?.();
    this.#callOff = undefined;
    const { consumer, queue, receive, now } = this.#options;
    while (this.#isOpen && this.#running.size < consumer.concurrency) {
      const messages = receive(queue, consumer.batchSize);
      if (messages.length === 0) break;
      const run = this.#work(messages).finally(() => {
        this.#running.delete(run);
        this.notify();
      });
      this.#running.add(run);
    }
    const next = queue.nextAt();
    if (this.#isOpen && next !== undefined && this.#running.size < consumer.concurrency)
      this.#callOff = after(Math.max(1, next - now()), () => this.notify());
  }

  /** Resolves when no message is being worked and none is visible. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.race(this.#running);
  }

  /** Stops calling the function, and waits for running calls. */
  async close(): Promise<void> {
    this.#isOpen = false;
    this.#callOff?.();
    await this.settled();
  }

  async #work(messages: readonly QueueMessage[]): Promise<void> {
    const { consumer, queue, functions, save, onFailure } = this.#options;
    let failed = new Set(messages.map(({ id }) => id));
    let error: Error | undefined;
    try {
      const records = messages.map((message) => recordOf(consumer.queue, message));
      const answer = await functions.invoke(consumer.function, { Records: records }, { source: consumer.queue });
      failed = consumer.reportsFailures ? failedIn(answer, messages) : new Set();
    } catch (thrown) {
      error = thrown instanceof Error ? thrown : new Error('unknown');
    }
    for (const { id, receipt } of messages) if (!failed.has(id) && receipt !== null) queue.delete(receipt);
    save();
    if (failed.size > 0) onFailure({ queue: consumer.queue, failed: failed.size, error });
  }
}

/** Reads the answer like Lambda: a report with an unknown message fails the whole batch. */
function failedIn(answer: unknown, messages: readonly QueueMessage[]): Set<string> {
  const all = new Set(messages.map(({ id }) => id));
  const failures = (answer as SQSBatchResponse | null)?.batchItemFailures ?? [];
  const named = failures.map(({ itemIdentifier }) => itemIdentifier);
  return named.every((id) => all.has(id)) ? new Set(named) : all;
}

const recordOf = (queue: string, { id, receipt, body, receives, sentAt }: QueueMessage): SQSRecord => ({
  messageId: id,
  receiptHandle: receipt ?? '',
  body,
  attributes: {
    ApproximateReceiveCount: String(receives),
    SentTimestamp: String(sentAt),
    SenderId: 'local',
    ApproximateFirstReceiveTimestamp: String(sentAt),
  },
  messageAttributes: {},
  md5OfBody: md5(body),
  eventSource: 'aws:sqs',
  eventSourceARN: arnOf('sqs', queue),
  awsRegion: REGION,
});
