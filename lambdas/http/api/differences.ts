import * as z from 'zod/mini';
import { LONGEST_POLICY } from '../../core/registry/adoption.ts';
import { type DescribedOperation, HELD_TWICE, READS, WRITES } from './codes.ts';
import { nothing } from './recoveries.ts';

const nullable = () => z.nullable(z.string());

const direction = () => z.enum(['weaker', 'stricter', 'different']);

const difference = () =>
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
  });

const differenceAnswer = () =>
  z.extend(difference(), {
    seen: nullable().check(
      z.describe(
        'what a confirmation says to have read it; null where this is not all of it, or not what was proposed',
      ),
    ),
  });

/** `POST /registry/policy-checks`. */
export const policyFile = () =>
  z.strictObject({
    text: z
      .string()
      .check(z.minLength(1), z.maxLength(LONGEST_POLICY), z.describe('a policy file, YAML, as it is written')),
  });

const policyFileAnswer = () =>
  z.object({
    faults: z.array(z.object({ file: z.string(), line: z.int(), rule: nullable(), reason: z.string() })),
    count: z.int().check(z.describe('all problems; an answer has the first hundred')),
    policy: z
      .nullable(z.object({ name: z.string(), digest: z.string(), text: z.string() }))
      .check(z.describe('the compiled policy, as a proposal takes it; null where there are problems')),
    difference: z.nullable(difference()),
  });

/** What whoever proposes or confirms a policy reads before. */
export const DIFFERENCE_OPERATIONS: Readonly<Record<string, DescribedOperation>> = {
  'GET /registry/differences/{digest}': {
    id: 'readDifference',
    summary: 'How the proposed policy with this digest differs from the one in force; takes up to ten seconds',
    query: nothing,
    answer: differenceAnswer,
    status: 200,
    codes: [...READS, ...HELD_TWICE, 'no-such-proposal'],
  },
  'POST /registry/policy-checks': {
    id: 'checkPolicy',
    summary:
      'Check a policy file: its problems by line, or the compiled policy and how it differs from the one in force; records nothing, takes up to ten seconds',
    body: policyFile,
    answer: policyFileAnswer,
    status: 200,
    codes: [...WRITES, ...HELD_TWICE],
  },
};
