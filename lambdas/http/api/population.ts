import * as z from 'zod/mini';
import { POPULATION_FLAWS } from '../../core/registry/findings.ts';
import { type DescribedOperation, HELD_TWICE, READS } from './codes.ts';
import { readStream } from './records.ts';
import { nothing } from './recoveries.ts';

const stop = () =>
  z
    .object({ code: z.enum(['feed-empty', 'rows-lost', 'mass-change']), people: z.int(), of: z.int() })
    .check(z.describe('why the look changed nothing: nobody is there, many are missing, or many are changed'));

const report = () =>
  z.object({
    source: z.string(),
    stop: z.nullable(stop()),
    findings: z
      .array(z.object({ code: z.enum(POPULATION_FLAWS), of: z.string(), with: z.nullable(z.string()) }))
      .check(z.describe('the most urgent hundred')),
    total: z.int().check(z.describe('how many findings there are')),
    proposed: z
      .nullable(z.string())
      .check(z.describe('digest of the records that two administrators may agree on; null for none')),
  });

const findingsAnswer = () => z.object({ sources: z.array(report()) });

const recordsAnswer = () => z.object({ records: z.array(z.looseObject({})), total: z.int() });

export const POPULATION_OPERATIONS: Readonly<Record<string, DescribedOperation>> = {
  'GET /registry/findings': {
    id: 'listFindings',
    summary:
      'What the last whole look at each directory of record found: whoever left and still holds something, managers who do not exist, administrators whom nobody registered; for administrators, people on duty and auditors',
    query: nothing,
    answer: findingsAnswer,
    status: 200,
    codes: [...READS, ...HELD_TWICE],
  },
  'GET /registry/findings/{source}/records': {
    id: 'listProposedRecords',
    summary:
      'The records that a directory of record proposes and may not change alone, as rows of an import, for administrators; kept for thirty days',
    query: readStream,
    answer: recordsAnswer,
    status: 200,
    codes: [...READS, ...HELD_TWICE],
  },
};
