import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import type { LocalFunctions } from '../functions.ts';
import { filterOf, type RecordFilter } from './event-filter.ts';

/** A reader of the ledger's stream: Lambda, by an event source mapping. What is absent has Lambda's own default. */
export interface StreamConsumer {
  /** Names its checkpoints; the same after a restart. */
  readonly name: string;
  /** Name or ARN of its function. */
  readonly function: string;
  /** Filter patterns, parsed; absent: every record. */
  readonly filters?: readonly object[];
  /** Most records of a call; by default 100. */
  readonly batchSize?: number;
  /** Whether the function's answer says which record failed; by default it says nothing. */
  readonly reportsFailures?: boolean;
  /** Whether a batch that failed as a whole is tried again in two halves. */
  readonly bisects?: boolean;
  /** Older records are not given to the function, but up; by default none is, until the stream forgets it. */
  readonly maxAgeSeconds?: number;
  /** ARN of the queue that hears of records that were given up. */
  readonly onFailure?: string;
}

/** Calls a consumer's function, and returns how far it came. */
export class Delivery {
  readonly name: string;
  readonly batchSize: number;
  readonly bisects: boolean;
  readonly maxAgeMs: number;
  readonly onFailure: string | undefined;
  readonly passes: RecordFilter;
  readonly #functions: LocalFunctions;
  readonly #function: string;
  readonly #reportsFailures: boolean;

  /** Throws an `Error` for an unsupported filter or a missing function. */
  constructor(consumer: StreamConsumer, functions: LocalFunctions) {
    this.name = consumer.name;
    this.batchSize = consumer.batchSize ?? 100;
    this.bisects = consumer.bisects ?? false;
    this.maxAgeMs = consumer.maxAgeSeconds === undefined ? Number.POSITIVE_INFINITY : consumer.maxAgeSeconds * 1000;
    this.onFailure = consumer.onFailure;
    this.passes = filterOf(consumer.filters ?? []);
    this.#reportsFailures = consumer.reportsFailures ?? false;
    this.#functions = functions;
    this.#function = consumer.function;
    if (!functions.has(consumer.function))
      throw new Error(`consumer \`${consumer.name}\` calls \`${consumer.function}\`, which is not a function here`);
  }

  /**
   * The number of finished records, counted from the first: all, or those before the first failure. Throws when the function threw, or
   * reported an unknown record: then none is finished.
   */
  async deliver(records: readonly DynamoDBRecord[]): Promise<number> {
    const passing = records.filter(this.passes);
    if (passing.length === 0) return records.length;
    const answer = await this.#functions.invoke(this.#function, { Records: passing });
    if (!this.#reportsFailures) return records.length;
    const failures = (answer as DynamoDBBatchResponse | null)?.batchItemFailures ?? [];
    const failed = failures.map(({ itemIdentifier }) => indexOf(records, itemIdentifier));
    return Math.min(records.length, ...failed);
  }
}

function indexOf(records: readonly DynamoDBRecord[], sequenceNumber: string): number {
  const index = records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === sequenceNumber);
  if (index < 0) throw new Error('the function reported a record that it was not given');
  return index;
}
