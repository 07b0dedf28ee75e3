import { z } from 'zod';
import type { QueueAttributes } from './queue.ts';

const DEFAULTS: QueueAttributes = { visibilitySeconds: 30, retentionSeconds: 4 * 86_400 };

const url = z.string();
const entryId = z.string().regex(/^[A-Za-z0-9_-]{1,80}$/);
const seconds = z.int().min(0).max(43_200);
export const createQueue = z.strictObject({
  QueueName: z.string().regex(/^[A-Za-z0-9_-]{1,80}$/),
  Attributes: z
    .strictObject({
      VisibilityTimeout: z.coerce.number().pipe(seconds).optional(),
      MessageRetentionPeriod: z.coerce.number().pipe(z.int().min(60).max(1_209_600)).optional(),
      RedrivePolicy: z.string().optional(),
    })
    .optional(),
});
export const sendBatch = z.strictObject({
  QueueUrl: url,
  // Characters that XML cannot contain are refused, like in SQS, and also other control characters, which nothing here sends.
  Entries: z.array(
    z.strictObject({
      Id: entryId,
      MessageBody: z
        .string()
        .min(1)
        .regex(/^(?:[^\p{Cc}\uFFFE\uFFFF]|[\t\r\n])*$/u),
      DelaySeconds: z.int().min(0).max(900).default(0),
    }),
  ),
});
export const receive = z.strictObject({
  QueueUrl: url,
  MaxNumberOfMessages: z.int().min(1).max(10).default(1),
  VisibilityTimeout: seconds.optional(),
  // Ignored: every call sees every message and answers at once.
  WaitTimeSeconds: z.int().min(0).max(20).optional(),
});
export const deleteBatch = z.strictObject({
  QueueUrl: url,
  Entries: z.array(z.strictObject({ Id: entryId, ReceiptHandle: z.string() })),
});
export const hide = z.strictObject({ QueueUrl: url, ReceiptHandle: z.string(), VisibilityTimeout: seconds });
export const getAttributes = z.strictObject({ QueueUrl: url, AttributeNames: z.tuple([z.literal('All')]) });

const redrivePolicy = z.strictObject({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.coerce.number().int().min(1).max(1000),
});

/** Throws for a redrive policy that is none. */
export function attributesOf(given: z.output<typeof createQueue>['Attributes']): QueueAttributes {
  const { VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy } = given ?? {};
  return {
    visibilitySeconds: VisibilityTimeout ?? DEFAULTS.visibilitySeconds,
    retentionSeconds: MessageRetentionPeriod ?? DEFAULTS.retentionSeconds,
    ...(RedrivePolicy !== undefined && { redrive: redrivePolicy.parse(JSON.parse(RedrivePolicy)) }),
  };
}
