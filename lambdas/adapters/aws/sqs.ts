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

/** Most entries of one SQS call. */
const BATCH = 10;

/** Seconds for which received letters are hidden from other readers: more than working ten takes. */
const KEPT_SECONDS = 60;

/** SQS: one JSON message for each entry. An accepted call can contain refused entries, so the answer is checked too. */
export class SqsQueue<Message extends object> implements Queue<Message> {
  readonly #client: SQSClient;
  readonly #url: string;

  constructor(client: SQSClient, url: string) {
    this.#client = client;
    this.#url = url;
  }

  /** Throws `messages-not-accepted` when the queue refused some: retryable unless a message itself was wrong. */
  async send(messages: readonly Message[], after?: number): Promise<void> {
    const entries = messages.map((message, index) => ({
      ...{ Id: String(index), MessageBody: JSON.stringify(message) },
      ...(after !== undefined && { DelaySeconds: after }),
    }));
    for (const batch of batches(entries)) {
      const send = new SendMessageBatchCommand({ QueueUrl: this.#url, Entries: batch });
      assertAll((await answerOf(this.#client.send(send))).Failed);
    }
  }
}

/** The dead letters of an SQS queue. */
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
      // Asks every server of SQS; without waiting, the answer can be empty although letters exist.
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
