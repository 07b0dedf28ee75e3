import * as z from 'zod/mini';
import { type DescribedOperation, HELD_TWICE, READS } from './codes.ts';
import { nothing } from './recoveries.ts';

const nullable = () => z.nullable(z.string());

const direction = () => z.enum(['weaker', 'stricter', 'different']);

const differenceAnswer = () =>
  z.object({
    ...{ from: nullable(), to: z.string(), requests: z.int() },
    ...{ weaker: z.int(), stricter: z.int(), different: z.int() },
    ages: z.array(z.looseObject({ direction: direction() })),
    differences: z.array(
      z.object({
        ...{ direction: direction(), requests: z.int(), where: z.record(z.string(), z.array(z.string())) },
        changes: z.array(z.looseObject({ dimension: z.string(), direction: direction() })),
        example: z.looseObject({}),
      }),
    ),
    seen: nullable().check(
      z.describe(
        'what a confirmation says to have read it; null where this is not all of it, or not what was proposed',
      ),
    ),
  });

/** What whoever confirms a policy reads before. */
export const DIFFERENCE_OPERATIONS: Readonly<Record<string, DescribedOperation>> = {
  'GET /registry/differences/{digest}': {
    id: 'readDifference',
    summary: 'How the proposed policy with this digest differs from the one in force; takes up to ten seconds',
    query: nothing,
    answer: differenceAnswer,
    status: 200,
    codes: [...READS, ...HELD_TWICE, 'no-such-proposal'],
  },
};
