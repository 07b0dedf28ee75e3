import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import type { LocalFunctions } from '../functions.ts';
import { filterOf, type RecordFilter } from './event-filter.ts';

/** A reader of the ledger's stream. */
export interface StreamConsumer {
  /** Names its checkpoints; the same after a restart. */
  readonly name: string;
  /** Name or ARN of its function. */
  readonly function: string;
  /** Filter patterns of its event source mapping, parsed; absent: every record. */
  readonly filters?: readonly object[];
  /** Most records of a call; by default 100. */
  readonly batchSize?: number;
}

/** Calls a consumer's function, and returns how far it came. */
export class Delivery {
  readonly name: string;
  readonly batchSize: number;
  readonly #functions: LocalFunctions;
  readonly #function: string;
  readonly #passes: RecordFilter;

  /** Throws an `Error` for an unsupported filter or a missing function. */
  constructor(consumer: StreamConsumer, functions: LocalFunctions) {
    this.name = consumer.name;
    this.batchSize = consumer.batchSize ?? 100;
    this.#functions = functions;
    this.#function = consumer.function;
    this.#passes = filterOf(consumer.filters ?? []);
    if (!functions.has(consumer.function))
      throw new Error(`consumer \`${consumer.name}\` calls \`${consumer.function}\`, which is not a function here`);
  }

  /**
   * The number of finished records, counted from the first: all, or those before the first failure. Throws when the function threw, or
   * reported an unknown record: then none is finished.
   */
  async deliver(records: readonly DynamoDBRecord[]): Promise<number> {
    const passing = records.filter(this.#passes);
    if (passing.length === 0) return records.length;
    const answer = await this.#functions.invoke(this.#function, { Records: passing });
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
