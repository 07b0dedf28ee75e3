import { LEDGER } from '../../lambdas/contract/tables.ts';
import type { LocalDynamoDb } from './dynamodb.ts';
import type { LocalFunctions } from './functions.ts';
import { type StateDirectory, StateFile } from './state-file.ts';
import { Delivery, type StreamConsumer } from './stream/consumer.ts';
import { accountOf, type Item, recordOf, seqOf } from './stream/record.ts';
import { after } from './timers.ts';

export interface StreamOptions {
  readonly dynamo: LocalDynamoDb;
  readonly functions: LocalFunctions;
  readonly ledgerTable: string;
  readonly consumers: readonly StreamConsumer[];
  readonly directory?: StateDirectory | undefined;
  readonly now: () => number;
  /** Called when a consumer failed; it will be retried. */
  readonly onFailure?: (failure: StreamFailure) => void;
}

export interface StreamFailure {
  readonly consumer: string;
  readonly account: string;
  /** Number of the commit that failed. */
  readonly seq: number;
  readonly attempt: number;
  /** Undefined when the function reported the failure itself. */
  readonly error: Error | undefined;
}

/** Number of the last finished commit, by consumer and account. */
type Checkpoints = Record<string, Record<string, number>>;

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 15_000;

/**
 * The stream of the ledger's table for its consumers. Each gets the commits of an account in order, at least once; accounts do not wait for
 * each other. A failure is retried for ever, with growing pauses and one record at a time. Checkpoints are stored, so a restart loses
 * nothing; commits finished just before a crash are delivered again.
 */
export class LedgerStream {
  readonly #options: StreamOptions;
  readonly #deliveries: readonly Delivery[];
  readonly #file: StateFile<Checkpoints>;
  readonly #checkpoints: Checkpoints;
  /** Accounts in delivery, by consumer, and whether more commits came meanwhile. */
  readonly #busy = new Map<string, { again: boolean }>();
  readonly #pauses = new Set<() => void>();
  readonly #idle = new Set<() => void>();
  #running = false;
  #saving: (() => void) | undefined;
  #lastSaveMs = 0;

  /** Throws an `Error` for an unsupported filter or a missing function. */
  constructor(options: StreamOptions) {
    this.#options = options;
    this.#deliveries = options.consumers.map((consumer) => new Delivery(consumer, options.functions));
    this.#file = new StateFile(options.directory, 'stream');
    this.#checkpoints = this.#file.load() ?? {};
  }

  /** Delivers the backlog, and every later commit. Before it, nothing is delivered. */
  async resume(): Promise<void> {
    this.#running = true;
    const { dynamo, ledgerTable } = this.#options;
    const accounts = new Set<string>();
    const names = { ProjectionExpression: '#a', ExpressionAttributeNames: { '#a': LEDGER.partitionKey } };
    for await (const item of dynamo.scan({ TableName: ledgerTable, ...names })) accounts.add(accountOf(item as Item));
    for (const account of accounts) this.notify(account);
  }

  /** A commit was put on the ledger for this account. */
  notify(account: string): void {
    if (!this.#running) return;
    for (const delivery of this.#deliveries) {
      const busy = this.#busy.get(keyOf(delivery, account));
      if (busy === undefined) void this.#drain(delivery, account);
      else busy.again = true;
    }
  }

  /** A commit was changed or removed, which is forbidden: reported once to every consumer whose filter matches. */
  async tampered(change: { readonly before: Item; readonly after?: Item }): Promise<void> {
    const { ledgerTable, now } = this.#options;
    const record = recordOf(ledgerTable, { ...change, at: now() });
    await Promise.all(this.#deliveries.map((delivery) => delivery.deliver([record])));
  }

  /** Resolves when every consumer has finished every commit. */
  async settled(): Promise<void> {
    while (this.#busy.size > 0) await new Promise<void>((resolve) => this.#idle.add(resolve));
  }

  /** Begins no further delivery, waits for running ones, and stores the checkpoints. */
  async close(): Promise<void> {
    this.#running = false;
    for (const end of [...this.#pauses]) end();
    await this.settled();
    this.#saving?.();
    this.#save();
  }

  async #drain(delivery: Delivery, account: string): Promise<void> {
    const key = keyOf(delivery, account);
    const busy = { again: false };
    this.#busy.set(key, busy);
    try {
      for (let failures = 0; this.#running; ) {
        busy.again = false;
        const limit = failures > 0 ? 1 : delivery.batchSize;
        const items = await this.#after(delivery, account, limit);
        if (items.length > 0) failures = await this.#take(delivery, items, failures);
        // INVARIANT: from here to the end of `finally` nothing else runs, so no notification is missed: whatever was put after the query has set
        // `again`, and a query that found fewer than it may has found all.
        if (failures === 0 && items.length < limit && !busy.again) return;
      }
    } finally {
      this.#rest(key);
    }
  }

  /** Delivers, moves the checkpoint, and pauses after a failure. Returns the number of consecutive failures. */
  async #take(delivery: Delivery, items: readonly Item[], failures: number): Promise<number> {
    const { taken, error } = await this.#deliver(delivery, items);
    const account = accountOf(items[0]);
    if (taken > 0) this.#advance(delivery.name, account, seqOf(items[taken - 1]));
    if (taken === items.length) return 0;
    const attempt = (taken > 0 ? 0 : failures) + 1;
    this.#options.onFailure?.({ consumer: delivery.name, account, seq: seqOf(items[taken]), attempt, error });
    if (this.#running) await this.#pause(Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS));
    return attempt;
  }

  #rest(key: string): void {
    this.#busy.delete(key);
    if (this.#busy.size > 0) return;
    for (const tell of this.#idle) tell();
    this.#idle.clear();
  }

  async #deliver(delivery: Delivery, items: readonly Item[]): Promise<{ taken: number; error: Error | undefined }> {
    const { ledgerTable, now } = this.#options;
    try {
      const records = items.map((item) => recordOf(ledgerTable, { after: item, at: now() }));
      return { taken: await delivery.deliver(records), error: undefined };
    } catch (error) {
      return { taken: 0, error: error instanceof Error ? error : new Error('unknown') };
    }
  }

  async #after(delivery: Delivery, account: string, limit: number): Promise<readonly Item[]> {
    const checkpoint = this.#checkpoints[delivery.name]?.[account] ?? 0;
    const { Items } = await this.#options.dynamo.unguarded('Query', {
      TableName: this.#options.ledgerTable,
      ConsistentRead: true,
      KeyConditionExpression: '#a = :account AND #s > :seq',
      ExpressionAttributeNames: { '#a': LEDGER.partitionKey, '#s': LEDGER.sortKey },
      ExpressionAttributeValues: { ':account': { S: account }, ':seq': { N: String(checkpoint) } },
      Limit: limit,
    });
    return Items as readonly Item[];
  }

  #advance(consumer: string, account: string, seq: number): void {
    // In place: a copy for every commit takes longer the more streams there are.
    const reached = this.#checkpoints[consumer] ?? {};
    reached[account] = seq;
    this.#checkpoints[consumer] = reached;
    // Not saved at every record: commits whose checkpoints a crash loses are delivered again.
    this.#saving ??= after(Math.max(SAVE_MS, SHARE * this.#lastSaveMs), () => {
      this.#saving = undefined;
      this.#save();
    });
  }

  #save(): void {
    const begin = performance.now();
    this.#file.save(this.#checkpoints);
    this.#lastSaveMs = performance.now() - begin;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        callOff();
        this.#pauses.delete(end);
        resolve();
      };
      const callOff = after(ms, end);
      this.#pauses.add(end);
    });
  }
}

const SAVE_MS = 50;

/** Saving takes at most one part in so many of the time: the file has a line for every stream. */
const SHARE = 20;

const keyOf = ({ name }: Delivery, account: string): string => `${name}/${account}`;
