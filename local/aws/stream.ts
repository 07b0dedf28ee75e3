import type { LocalDynamoDb } from './dynamodb.ts';
import type { LocalFunctions } from './functions.ts';
import { type StateDirectory, StateFile } from './state-file.ts';
import { Delivery, type StreamConsumer } from './stream/consumer.ts';
import { accountOf, type Change, type Item, itemIn, recordOf, seqOf, shardId, shardOf } from './stream/record.ts';
import { type Entry, ShardReader, type StreamFailure, type StreamLoss } from './stream/shard-reader.ts';
import { after } from './timers.ts';

export interface StreamOptions {
  readonly dynamo: LocalDynamoDb;
  readonly functions: LocalFunctions;
  readonly ledgerTable: string;
  readonly consumers: readonly StreamConsumer[];
  /** Shards of the stream; by default four, as for a new table that is billed by request. */
  readonly shards?: number | undefined;
  readonly directory?: StateDirectory | undefined;
  readonly now: () => number;
  /** Puts a letter of records that were given up into a queue. */
  readonly putLetter?: (queueArn: string, body: string) => void;
  /** Called when a consumer failed; it will be retried. */
  readonly onFailure?: (failure: StreamFailure) => void;
  /** Called when a consumer does not get records at all. */
  readonly onLoss?: (loss: StreamLoss) => void;
}

/** Number of the last finished commit, by consumer and account. */
type Checkpoints = Record<string, Record<string, number>>;

interface Reader {
  readonly consumer: string;
  readonly shard: number;
  readonly reader: ShardReader;
}

const SHARDS = 4;

/**
 * The stream of the ledger's table for its consumers. A shard holds many accounts; a consumer gets its records in the order in which they
 * were written, at least once, and a record that fails holds up all that are behind it, also those of other accounts. Checkpoints are
 * stored, so a restart loses nothing; commits finished just before a crash are delivered again.
 */
export class LedgerStream {
  readonly #options: StreamOptions;
  readonly #readers: readonly Reader[];
  readonly #file: StateFile<Checkpoints>;
  readonly #checkpoints: Checkpoints;
  /** What is written while the backlog is read; undefined before and after. */
  #waiting: Item[] | undefined;
  #isRunning = false;
  #position: number;
  #saving: (() => void) | undefined;
  #lastSaveMs = 0;

  /** Throws an `Error` for an unsupported filter or a missing function. */
  constructor(options: StreamOptions) {
    this.#options = options;
    const deliveries = options.consumers.map((consumer) => new Delivery(consumer, options.functions));
    const shards = Array.from({ length: options.shards ?? SHARDS }, (_, shard) => shard);
    this.#readers = deliveries.flatMap((delivery) => shards.map((shard) => this.#readerOf(delivery, shard)));
    this.#file = new StateFile(options.directory, 'stream');
    this.#checkpoints = this.#file.load() ?? {};
    this.#position = options.now() * 1000;
  }

  /** Delivers the backlog, and every later commit. Before it, nothing is delivered. */
  async resume(): Promise<void> {
    this.#waiting = [];
    const missed = await this.#missed();
    const found = new Set(missed.map(placeOf));
    const since = this.#options.now();
    const backlog = inOrder([...missed, ...this.#waiting.filter((item) => !found.has(placeOf(item)))]);
    this.#waiting = undefined;
    this.#isRunning = true;
    for (const item of backlog)
      this.#put({ after: item }, { at: writtenAt(item) ?? since, since }, (consumer) =>
        this.#isMissedBy(consumer, item),
      );
  }

  /** This commit was put on the ledger. */
  notify(item: Item): void {
    const now = this.#options.now();
    if (this.#isRunning) this.#put({ after: item }, { at: now, since: now });
    else this.#waiting?.push(item);
  }

  /** A commit was changed or removed, which is forbidden. Resolves when every consumer whose filter matches has heard of it. */
  async tampered(change: Change): Promise<void> {
    const now = this.#options.now();
    const shard = this.#put(change, { at: now, since: now });
    await Promise.all(this.#readers.filter((one) => one.shard === shard).map(({ reader }) => reader.settled()));
  }

  /** Resolves when every consumer has finished every commit. */
  async settled(): Promise<void> {
    // What one shard's commits cause may be commits of another.
    while (this.#readers.some(({ reader }) => reader.isBusy))
      await Promise.all(this.#readers.map(({ reader }) => reader.settled()));
  }

  /** Begins no further delivery, waits for running ones, and stores the checkpoints. */
  async close(): Promise<void> {
    this.#isRunning = false;
    await Promise.all(this.#readers.map(({ reader }) => reader.close()));
    this.#saving?.();
    this.#save();
  }

  #readerOf(delivery: Delivery, shard: number): Reader {
    const { now, onFailure = () => {}, onLoss = () => {}, putLetter = () => {} } = this.#options;
    const consumer = delivery.name;
    const onFinished = ({ account, seq }: Entry): void => this.#advance(consumer, account, seq);
    const services = { delivery, shard: shardId(shard), now, onFinished, onFailure, onLoss, putLetter };
    return { consumer, shard, reader: new ShardReader(services) };
  }

  /** Into its shard, for every consumer that it is for. Returns the shard. */
  #put(
    change: Change,
    { at, since }: { readonly at: number; readonly since: number },
    isFor: (consumer: string) => boolean = () => true,
  ): number {
    const item = itemIn(change);
    const [account, seq] = [accountOf(item), seqOf(item)];
    const shard = shardOf(account, this.#options.shards ?? SHARDS);
    this.#position += 1;
    const record = recordOf(this.#options.ledgerTable, change, { at, position: this.#position });
    for (const one of this.#readers)
      if (one.shard === shard && isFor(one.consumer)) one.reader.push({ account, seq, record, since });
    return shard;
  }

  /** The commits that some consumer has not finished. */
  async #missed(): Promise<readonly Item[]> {
    const { dynamo, ledgerTable, consumers } = this.#options;
    const missed: Item[] = [];
    for await (const one of dynamo.scan({ TableName: ledgerTable })) {
      const item = one as Item;
      if (consumers.some(({ name }) => this.#isMissedBy(name, item))) missed.push(item);
    }
    return missed;
  }

  #isMissedBy(consumer: string, item: Item): boolean {
    return seqOf(item) > (this.#checkpoints[consumer]?.[accountOf(item)] ?? 0);
  }

  #advance(consumer: string, account: string, seq: number): void {
    // In place: a copy for every commit takes longer the more streams there are.
    const reached = this.#checkpoints[consumer] ?? {};
    reached[account] = Math.max(seq, reached[account] ?? 0);
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
}

const SAVE_MS = 50;

/** Saving takes at most one part in so many of the time: the file has a line for every stream. */
const SHARE = 100;

const placeOf = (item: Item): string => `${accountOf(item)} ${seqOf(item)}`;

/** When a commit says that it was written, in milliseconds since 1970. */
function writtenAt(item: Item): number | undefined {
  const at = Date.parse(item['at']?.S ?? '');
  return Number.isNaN(at) ? undefined : at;
}

/** By time, but each account by its numbers, whatever its commits say of their time. */
function inOrder(items: readonly Item[]): readonly Item[] {
  const latest = new Map<string, number>();
  const timed = [...items]
    .sort((one, other) => seqOf(one) - seqOf(other))
    .map((item) => {
      const at = Math.max(writtenAt(item) ?? 0, latest.get(accountOf(item)) ?? 0);
      latest.set(accountOf(item), at);
      return { item, at };
    });
  return timed.sort((one, other) => one.at - other.at).map(({ item }) => item);
}
