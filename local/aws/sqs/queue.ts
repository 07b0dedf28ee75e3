import { createHash, randomUUID } from 'node:crypto';
import { AwsError } from '../protocol/aws-error.ts';

/** Attributes of a queue, from a template or a CreateQueue call. */
export interface QueueAttributes {
  readonly visibilitySeconds: number;
  readonly retentionSeconds: number;
  /** Where a message goes after too many receives without a delete. */
  readonly redrive?: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number };
}

export interface QueueMessage {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  receives: number;
  visibleAt: number;
  /** The newest receipt; an older one deletes nothing. */
  receipt: string | null;
}

export interface KeptQueue {
  readonly name: string;
  readonly attributes: QueueAttributes;
  readonly messages: readonly QueueMessage[];
}

/**
 * One standard queue, as strict as SQS may be: the order is random, a received message is hidden for its visibility timeout and then
 * returns, and one received too often goes to the dead letters at its next receive, keeping its age. The time is passed in.
 */
export class LocalQueue {
  readonly name: string;
  readonly attributes: QueueAttributes;
  readonly #messages: Map<string, QueueMessage>;

  constructor({ name, attributes, messages }: KeptQueue) {
    this.name = name;
    this.attributes = attributes;
    this.#messages = new Map(messages.map((message) => [message.id, message]));
  }

  get kept(): KeptQueue {
    return { name: this.name, attributes: this.attributes, messages: [...this.#messages.values()] };
  }

  /** `after`: seconds before which it cannot be received. */
  add(body: string, now: number, after = 0): QueueMessage {
    const visibleAt = now + after * 1000;
    const message = { id: randomUUID(), body, sentAt: now, receives: 0, visibleAt, receipt: null };
    this.#messages.set(message.id, message);
    return message;
  }

  /** Takes a message from the queue that gave it up. Its retention counts from its first sending. */
  adopt(message: QueueMessage, now: number): void {
    this.#messages.set(message.id, { ...message, receives: 0, visibleAt: now, receipt: null });
  }

  /** Visible messages in any order, at most `most`. A message received too often is passed to `bury` instead. */
  receive(
    now: number,
    { most, seconds, bury }: { most: number; seconds?: number | undefined; bury: (message: QueueMessage) => void },
  ): readonly QueueMessage[] {
    this.#forget(now);
    const received: QueueMessage[] = [];
    for (const message of this.#visible(now)) {
      if (received.length === most) break;
      if (message.receives >= (this.attributes.redrive?.maxReceiveCount ?? Number.POSITIVE_INFINITY)) {
        this.#messages.delete(message.id);
        bury(message);
        continue;
      }
      message.receives += 1;
      message.visibleAt = now + (seconds ?? this.attributes.visibilitySeconds) * 1000;
      message.receipt = `${message.id}#${randomUUID()}`;
      received.push({ ...message });
    }
    return received;
  }

  /** A receipt of a missing message, or of one received again since, deletes nothing and is no error. Throws `ReceiptHandleIsInvalid`. */
  delete(receipt: string): void {
    const message = this.#of(receipt);
    if (message?.receipt === receipt) this.#messages.delete(message.id);
  }

  /** Hides a received message for these seconds from now. Throws `ReceiptHandleIsInvalid`, and `MessageNotInflight` for a visible one. */
  hide(receipt: string, seconds: number, now: number): void {
    const message = this.#of(receipt);
    if (message?.receipt !== receipt || message.visibleAt <= now)
      throw new AwsError('MessageNotInflight', 'the message is not in flight');
    message.visibleAt = now + seconds * 1000;
  }

  /** Numbers of visible and of hidden messages. */
  counts(now: number): { readonly visible: number; readonly hidden: number } {
    this.#forget(now);
    const visible = this.#visible(now).length;
    return { visible, hidden: this.#messages.size - visible };
  }

  /** When the next message can be received; undefined for an empty queue. */
  nextAt(): number | undefined {
    const times = [...this.#messages.values()].map(({ visibleAt }) => visibleAt);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Sorted by id, which is random: not the order of sending. */
  #visible(now: number): QueueMessage[] {
    return [...this.#messages.values()]
      .filter(({ visibleAt }) => visibleAt <= now)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  #forget(now: number): void {
    for (const { id, sentAt } of this.#messages.values())
      if (sentAt + this.attributes.retentionSeconds * 1000 <= now) this.#messages.delete(id);
  }

  #of(receipt: string): QueueMessage | undefined {
    if (!/^[0-9a-f-]{36}#[0-9a-f-]{36}$/.test(receipt))
      throw new AwsError('ReceiptHandleIsInvalid', 'the input receipt handle is invalid');
    return this.#messages.get(receipt.slice(0, 36));
  }
}

export const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex');
