import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import type { LocalFunctions } from '../functions.ts';
import { filterOf, type RecordFilter } from './event-filter.ts';

/** Somebody who reads the ledger's stream. */
export interface StreamConsumer {
  /** Names its checkpoints: the same over restarts. */
  readonly name: string;
  /** Name or ARN of its function. */
  readonly function: string;
  /** Filter patterns of its event source mapping, parsed; absent: every record. */
  readonly filters?: readonly object[];
  /** Most records of a call; 100 where it is not given. */
  readonly batchSize?: number;
}

/** Calls the function of a consumer, and says how far it came. */
export class Delivery {
  readonly name: string;
  readonly batchSize: number;
  readonly #functions: LocalFunctions;
  readonly #function: string;
  readonly #passes: RecordFilter;

  /** Throws an `Error` for a filter that is not supported, or a function that does not exist. */
  constructor(consumer: StreamConsumer, functions: LocalFunctions) {
    this.name = consumer.name;
    this.batchSize = consumer.batchSize ?? 100;
    this.#functions = functions;
    this.#function = consumer.function;
    this.#passes = filterOf(consumer.filters ?? []);
    if (!functions.has(consumer.function))
      throw new Error(`consumer \`${consumer.name}\` calls \`${consumer.function}\`, which is no function here`);
  }

  /**
   * How many records, from the first on, are done: all of them, or those before the first that failed. Throws when the function threw, or
   * reported something that is none of its records: then none is done.
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
