import {
  type BatchResultErrorEntry,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { AdapterError } from '../../ports/errors.ts';
import type { DeadLetters, Letter, Queue } from '../../ports/queue.ts';
import { answerOf } from './errors.ts';

/** Entries that SQS takes, gives and deletes at once. */
const BATCH = 10;

/** How long received letters are kept from others, in seconds: more than it takes to work ten. */
const KEPT_SECONDS = 60;

/** SQS: one message a queue entry, as JSON. Some entries of an accepted call can be refused, so the answer is read and not only its status. */
export class SqsQueue<Message extends object> implements Queue<Message> {
  readonly #client: SQSClient;
  readonly #url: string;

  constructor(client: SQSClient, url: string) {
    this.#client = client;
    this.#url = url;
  }

  /** Throws `messages-not-accepted` where the queue has refused some: retryable unless a message itself was wrong. */
  async send(messages: readonly Message[]): Promise<void> {
    const entries = messages.map((message, index) => ({ Id: String(index), MessageBody: JSON.stringify(message) }));
    for (const batch of batches(entries)) {
      const send = new SendMessageBatchCommand({ QueueUrl: this.#url, Entries: batch });
      assertAll((await answerOf(this.#client.send(send))).Failed);
    }
  }
}

/** The letters of an SQS queue. */
export class SqsDeadLetters implements DeadLetters {
  readonly #client: SQSClient;
  readonly #url: string;

  constructor(client: SQSClient, url: string) {
    this.#client = client;
    this.#url = url;
  }

  async receive(): Promise<readonly Letter[]> {
    const receive = new ReceiveMessageCommand({
      QueueUrl: this.#url,
      MaxNumberOfMessages: BATCH,
      VisibilityTimeout: KEPT_SECONDS,
      // Asks every server of SQS; without waiting, an answer can be empty though letters are there.
      WaitTimeSeconds: 1,
    });
    const { Messages: messages = [] } = await answerOf(this.#client.send(receive));
    return messages.map(({ ReceiptHandle: receipt = '', Body: body = '' }) => ({ receipt, body }));
  }

  async remove(letters: readonly Letter[]): Promise<void> {
    const entries = letters.map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt }));
    for (const batch of batches(entries)) {
      const remove = new DeleteMessageBatchCommand({ QueueUrl: this.#url, Entries: batch });
      assertAll((await answerOf(this.#client.send(remove))).Failed);
    }
  }
}

const batches = <Entry>(entries: readonly Entry[]): Entry[][] =>
  Array.from({ length: Math.ceil(entries.length / BATCH) }, (_, batch) =>
    entries.slice(batch * BATCH, (batch + 1) * BATCH),
  );

function assertAll(failed: readonly BatchResultErrorEntry[] = []): void {
  if (failed.length === 0) return;
  const codes = [...new Set(failed.map(({ Code: code }) => code))];
  throw new AdapterError('messages-not-accepted', {
    retryable: failed.every(({ SenderFault: isOurs }) => isOurs !== true),
    message: `the queue has not accepted ${failed.length} messages: ${codes.join(', ')}`,
  });
}
