import * as z from 'zod/mini';
import { after, limit } from '../../app/untrusted/fields.ts';
import { type DescribedOperation, HELD_TWICE, READS } from './codes.ts';

/** `GET /receipts`. */
export const receiptsQuery = () =>
  z.strictObject({
    month: z.optional(
      z
        .string()
        .check(
          z.regex(/^\d{4}-(0[1-9]|1[0-2])$/),
          z.describe('the month (UTC) in which the ledger recorded them, such as 2026-11; by default the current one'),
        ),
    ),
    limit: limit(),
    after: after(),
  });

const nullable = () => z.nullable(z.string());

const place = () => ({
  ...{ account: z.string(), seq: z.int(), recordedAt: z.string(), tier: nullable() },
  change: z.object({
    ...{ connector: z.string(), directoryId: z.string(), kind: z.string(), at: z.string(), entry: z.string() },
    by: z.object({ as: z.enum(['connector', 'owner', 'other', 'unknown']), name: nullable() }),
  }),
  cause: nullable().check(z.describe('why it belongs to no recovery; null for one that does')),
});

const receiptsAnswer = () =>
  z.object({
    month: z.string(),
    items: z.array(z.object({ ...place(), recovery: nullable(), during: nullable() })),
    next: z.optional(z.string()),
    tally: z
      .nullable(
        z.object({
          ...{ month: z.string(), changes: z.int(), governed: z.int(), ungoverned: z.int() },
          ...{ digest: z.string(), text: z.string(), seq: z.int(), at: z.string() },
          without: z.array(z.object(place())),
        }),
      )
      .check(
        z.describe('the signed tally of the month, as the stream `receipts:monthly` has it; null before it is made'),
      ),
  });

export const RECEIPT_OPERATIONS: Readonly<Record<string, DescribedOperation>> = {
  'GET /receipts': {
    id: 'listReceipts',
    summary:
      'Changes that the logs of directories showed, by the month in which they were recorded, newest first, for people on duty and auditors; eventually consistent',
    query: receiptsQuery,
    answer: receiptsAnswer,
    status: 200,
    codes: [...READS, ...HELD_TWICE, 'cursor-malformed'],
  },
};
