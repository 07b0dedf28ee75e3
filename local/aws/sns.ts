import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { arnOf } from './arns.ts';
import { AwsError } from './protocol/aws-error.ts';
import { operationsOf } from './protocol/operations.ts';
import type { QueryService } from './protocol/query.ts';
import { Recent } from './recent.ts';

/** A message that was published. */
export interface Published {
  readonly id: string;
  readonly topicArn: string;
  readonly at: number;
  readonly message: string;
  readonly subject?: string;
  /** Attributes by name; a list stays JSON, as sent. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A text that was sent to a telephone. */
export interface TextMessage {
  readonly id: string;
  readonly at: number;
  /** E.164. */
  readonly to: string;
  readonly message: string;
}

const operation = operationsOf('InvalidParameter');

/** SNS: topics and telephones, which keep their last messages in memory and pass each to listeners on this machine. */
export class LocalSns implements QueryService {
  readonly version = '2010-03-31';
  readonly namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';
  readonly messages = new Recent<Published>(200);
  readonly texts = new Recent<TextMessage>(200);
  readonly #now: () => number;
  readonly #topics: Set<string>;
  /** Who hears each topic; what is published on this machine is shown in its outbox, which counts as one. */
  subscribers = 1;
  /** Whether texts reach verified numbers only, as in a new account. */
  sandbox = false;
  /** Verified numbers, which the sandbox reaches. */
  verified: readonly string[] = [];
  /** Whether a carrier hands a text over; many do only to registered senders. Whoever sends it is told nothing of this. */
  isHandedOver: (to: string) => boolean = () => true;

  /** `topics`: ARNs that exist from the start. */
  constructor({ now, topics = [] }: { readonly now: () => number; readonly topics?: readonly string[] }) {
    this.#now = now;
    this.#topics = new Set(topics);
  }

  readonly operations = {
    CreateTopic: operation(createTopic, ({ Name }) => {
      const TopicArn = arnOf('sns', Name);
      this.#topics.add(TopicArn);
      return { TopicArn };
    }),
    GetTopicAttributes: operation(topic, ({ TopicArn }) => {
      if (!this.#topics.has(TopicArn)) throw new AwsError('NotFound', 'Topic does not exist', { status: 404 });
      const about = { TopicArn, SubscriptionsConfirmed: this.subscribers, SubscriptionsPending: 0 };
      return { Attributes: { entry: Object.entries(about).map(([key, value]) => ({ key, value })) } };
    }),
    GetSMSSandboxAccountStatus: operation(nothing, () => ({ IsInSandbox: this.sandbox })),
    Publish: operation(publish, ({ TopicArn: topicArn, PhoneNumber: to, ...input }) => {
      const { Message: message, Subject: subject, MessageAttributes } = input;
      if (to !== undefined) return this.#text(to, message);
      if (topicArn === undefined) throw new AwsError('InvalidParameter', 'no topic and no telephone was given');
      if (!this.#topics.has(topicArn)) throw new AwsError('NotFound', 'Topic does not exist', { status: 404 });
      const attributes = Object.fromEntries(
        Object.values(MessageAttributes?.entry ?? {}).map(({ Name, Value }) => [Name, Value.StringValue]),
      );
      const id = randomUUID();
      const about = { id, topicArn, at: this.#now(), message, attributes };
      this.messages.add(subject === undefined ? about : { ...about, subject });
      return { MessageId: id };
    }),
  };

  #text(to: string, message: string): { readonly MessageId: string } {
    const id = randomUUID();
    const arrives = this.isHandedOver(to) && (!this.sandbox || this.verified.includes(to));
    if (arrives) this.texts.add({ id, at: this.#now(), to, message });
    return { MessageId: id };
  }
}

const topic = z.strictObject({ TopicArn: z.string() });
const nothing = z.strictObject({});
const createTopic = z.strictObject({ Name: z.string().regex(/^[\w-]{1,256}$/) });

const attribute = z.strictObject({
  Name: z.string().min(1).max(256),
  Value: z.strictObject({ DataType: z.enum(['String', 'String.Array']), StringValue: z.string().min(1) }),
});

/** Bytes of a message with all parts of its attributes (https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html). */
const MOST_BYTES = 262_144;

const publishing = z.strictObject({
  TopicArn: z.string().optional(),
  PhoneNumber: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'this is no telephone number')
    .optional(),
  Message: z.string().min(1),
  // The rules of SNS: it becomes the subject of a mail.
  Subject: z
    .string()
    .regex(/^[\x21-\x7e][\x20-\x7e]{0,99}$/, 'ASCII without line breaks, at most 100 characters, no space first')
    .optional(),
  MessageAttributes: z.strictObject({ entry: z.record(z.string().regex(/^\d+$/), attribute) }).optional(),
});

const publish = publishing.refine((input) => bytesOf(input) <= MOST_BYTES, {
  error: 'at most 256 KiB, with the attributes',
  path: ['Message'],
});

const bytesOf = ({ Message, MessageAttributes }: z.output<typeof publishing>): number =>
  [
    Message,
    ...Object.values(MessageAttributes?.entry ?? {}).flatMap(({ Name, Value }) => [
      Name,
      Value.DataType,
      Value.StringValue,
    ]),
  ].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
