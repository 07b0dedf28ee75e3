import { ACCOUNT_ID, arnOf, REGION } from './arns.ts';
import type { LocalFunctions } from './functions.ts';
import { AwsError } from './protocol/aws-error.ts';
import type { JsonService } from './protocol/json.ts';
import { operationsOf } from './protocol/operations.ts';
import { type QueueConsumer, type QueueFailure, QueueMapping } from './sqs/mapping.ts';
import { type KeptQueue, LocalQueue, md5, type QueueAttributes, type QueueMessage } from './sqs/queue.ts';
import { attributesOf, createQueue, deleteBatch, getAttributes, hide, receive, sendBatch } from './sqs/shapes.ts';
import { type StateDirectory, StateFile } from './state-file.ts';
import { after } from './timers.ts';

export interface SqsOptions {
  readonly directory?: StateDirectory | undefined;
  readonly now: () => number;
  readonly functions: LocalFunctions;
  /** Queues that exist from the start, by name. */
  readonly queues?: Readonly<Record<string, QueueAttributes>>;
  readonly consumers?: readonly QueueConsumer[];
  readonly onFailure?: (failure: QueueFailure) => void;
}

/** For one message, and for all entries of a batch together: 1 MiB. */
const MOST_BYTES = 1_048_576;
const MOST_ENTRIES = 10;
/** Milliseconds. */
const SAVE_MS = 50;

const operation = operationsOf('InvalidParameterValue');

/** SQS: standard queues with dead letters, and the functions that work their messages. */
export class LocalSqs implements JsonService {
  readonly target = 'AmazonSQS';
  readonly version = '1.0';
  readonly #options: SqsOptions;
  readonly #file: StateFile<readonly KeptQueue[]>;
  readonly #queues = new Map<string, LocalQueue>();
  readonly #mappings: readonly QueueMapping[];
  #saving: (() => void) | undefined;

  /** Throws an `Error` for a mapping without its queue or function. */
  constructor(options: SqsOptions) {
    this.#options = options;
    this.#file = new StateFile(options.directory, 'sqs');
    for (const kept of this.#file.load() ?? []) this.#queues.set(kept.name, new LocalQueue(kept));
    for (const [name, attributes] of Object.entries(options.queues ?? {}))
      this.#queues.set(
        name,
        new LocalQueue({ name, attributes, messages: this.#queues.get(name)?.kept.messages ?? [] }),
      );
    this.#mappings = (options.consumers ?? []).map((consumer) => this.#mapping(consumer));
  }

  readonly operations = {
    CreateQueue: operation(createQueue, ({ QueueName: name, Attributes: given }) => {
      const attributes = attributesOf(given);
      const standing = this.#queues.get(name);
      if (standing !== undefined && JSON.stringify(standing.attributes) !== JSON.stringify(attributes))
        throw new AwsError('QueueNameExists', 'a queue of this name has other attributes');
      this.#queues.set(name, standing ?? new LocalQueue({ name, attributes, messages: [] }));
      this.#save();
      return { QueueUrl: urlOf(name) };
    }),
    SendMessageBatch: operation(sendBatch, ({ QueueUrl, Entries }) => {
      const queue = this.#find(QueueUrl);
      assertBatch(Entries);
      const bytes = Entries.reduce((sum, { MessageBody: body }) => sum + Buffer.byteLength(body), 0);
      if (bytes > MOST_BYTES) throw new AwsError('BatchRequestTooLong', `more than ${MOST_BYTES} bytes were sent`);
      const Successful = Entries.map(({ Id, MessageBody: body, DelaySeconds: after }) => {
        const { id } = queue.add(body, this.#options.now(), after);
        return { Id, MessageId: id, MD5OfMessageBody: md5(body) };
      });
      this.#changed();
      return { Successful, Failed: [] };
    }),
    ReceiveMessage: operation(receive, ({ QueueUrl, MaxNumberOfMessages: most, VisibilityTimeout: seconds }) => {
      const received = this.#receive(this.#find(QueueUrl), most, seconds);
      const Messages = received.map(({ id, receipt, body }) => ({
        ...{ MessageId: id, ReceiptHandle: receipt, Body: body, MD5OfBody: md5(body) },
      }));
      return Messages.length === 0 ? {} : { Messages };
    }),
    DeleteMessageBatch: operation(deleteBatch, ({ QueueUrl, Entries }) => {
      const queue = this.#find(QueueUrl);
      assertBatch(Entries);
      const results = Entries.map(({ Id, ReceiptHandle }) => ({ Id, code: codeOf(() => queue.delete(ReceiptHandle)) }));
      this.#save();
      return {
        Successful: results.flatMap(({ Id, code }) => (code === undefined ? [{ Id }] : [])),
        Failed: results.flatMap(({ Id, code: Code }) => (Code === undefined ? [] : [{ Id, Code, SenderFault: true }])),
      };
    }),
    ChangeMessageVisibility: operation(hide, ({ QueueUrl, ReceiptHandle, VisibilityTimeout }) => {
      this.#find(QueueUrl).hide(ReceiptHandle, VisibilityTimeout, this.#options.now());
      this.#changed();
      return {};
    }),
    GetQueueAttributes: operation(getAttributes, ({ QueueUrl }) => {
      const queue = this.#find(QueueUrl);
      const { visible, hidden } = queue.counts(this.#options.now());
      const { visibilitySeconds, retentionSeconds, redrive } = queue.attributes;
      return {
        Attributes: {
          QueueArn: arnOf('sqs', queue.name),
          ApproximateNumberOfMessages: String(visible),
          ApproximateNumberOfMessagesNotVisible: String(hidden),
          VisibilityTimeout: String(visibilitySeconds),
          MessageRetentionPeriod: String(retentionSeconds),
          ...(redrive && { RedrivePolicy: JSON.stringify(redrive) }),
        },
      };
    }),
  };

  /** Starts calling functions. */
  resume(): void {
    for (const mapping of this.#mappings) mapping.resume();
  }

  /** Resolves when no function is running and no message is visible to one. */
  async settled(): Promise<void> {
    for (const mapping of this.#mappings) await mapping.settled();
  }

  async close(): Promise<void> {
    await Promise.all(this.#mappings.map((mapping) => mapping.close()));
    this.#saving?.();
    this.#save();
  }

  /** The waiting messages of a queue, hidden or not, as sent. */
  bodiesIn(name: string): readonly string[] {
    return this.#queues.get(name)?.kept.messages.map(({ body }) => body) ?? [];
  }

  /** Another service puts a message. Throws an `Error` for a queue that is not here. */
  put(queueArn: string, body: string): void {
    const queue = [...this.#queues.values()].find(({ name }) => arnOf('sqs', name) === queueArn);
    if (queue === undefined) throw new Error(`there is no queue \`${queueArn}\``);
    queue.add(body, this.#options.now());
    this.#changed();
  }

  #receive(queue: LocalQueue, most: number, seconds?: number): readonly QueueMessage[] {
    const now = this.#options.now();
    const arn = queue.attributes.redrive?.deadLetterTargetArn;
    const dead = [...this.#queues.values()].find(({ name }) => arnOf('sqs', name) === arn);
    const messages = queue.receive(now, { most, seconds, bury: (message) => dead?.adopt(message, now) });
    this.#saveLater();
    return messages;
  }

  #mapping(consumer: QueueConsumer): QueueMapping {
    const { now, functions, onFailure = () => {} } = this.#options;
    const queue = this.#queues.get(consumer.queue);
    if (queue === undefined)
      throw new Error(`\`${consumer.function}\` is called from \`${consumer.queue}\`, no queue here`);
    const receive = (from: LocalQueue, most: number) => this.#receive(from, most);
    return new QueueMapping({ consumer, queue, functions, now, receive, save: () => this.#saveLater(), onFailure });
  }

  #find(url: string): LocalQueue {
    const queue = [...this.#queues.values()].find(({ name }) => urlOf(name) === url);
    if (queue === undefined) throw new AwsError('QueueDoesNotExist', 'the specified queue does not exist');
    return queue;
  }

  #changed(): void {
    this.#save();
    for (const mapping of this.#mappings) mapping.notify();
  }

  /** For what a crash may lose: a message that was received, or worked, comes once more. */
  #saveLater(): void {
    this.#saving ??= after(SAVE_MS, () => {
      this.#saving = undefined;
      this.#save();
    });
  }

  #save(): void {
    this.#file.save([...this.#queues.values()].map(({ kept }) => kept));
  }
}

/** The URL of a queue by its name. The host is never called: clients use the local endpoint. */
export const urlOf = (name: string): string => `https://sqs.${REGION}.amazonaws.com/${ACCOUNT_ID}/${name}`;

function assertBatch(entries: readonly { readonly Id: string }[]): void {
  if (entries.length === 0) throw new AwsError('EmptyBatchRequest', 'there are no entries');
  if (entries.length > MOST_ENTRIES)
    throw new AwsError('TooManyEntriesInBatchRequest', 'there are more than 10 entries');
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw new AwsError('BatchEntryIdsNotDistinct', 'two entries have one id');
}

function codeOf(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error.name;
    throw error;
  }
}
