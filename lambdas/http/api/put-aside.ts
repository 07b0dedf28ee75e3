import * as z from 'zod/mini';
import { type DescribedOperation, HELD_TWICE, READS } from './codes.ts';
import { nothing } from './recoveries.ts';

const aside = () => ({ stream: z.string(), seq: z.int(), why: z.string(), at: z.string() });

const putAsideAnswer = () =>
  z.object({
    stopped: z
      .array(z.object(aside()))
      .check(z.describe('each with its first commit that does not verify, until two administrators have voided it')),
    unsent: z.array(
      z.object({
        ...aside(),
        audience: z.string().check(z.describe('whom it is for: `ticket`, or a contact, person or chat by its id')),
        again: z.boolean().check(z.describe('it is tried again by itself for hours; else somebody must act first')),
      }),
    ),
    more: z.boolean().check(z.describe('there are further ones')),
  });

export const PUT_ASIDE_OPERATIONS: Readonly<Record<string, DescribedOperation>> = {
  'GET /put-aside': {
    id: 'listPutAside',
    summary:
      'Streams that a forged commit stops, and messages and notes for tickets that were not sent, for people on duty and auditors; eventually consistent',
    query: nothing,
    answer: putAsideAnswer,
    status: 200,
    codes: [...READS, ...HELD_TWICE],
  },
};
