import { createRequire } from 'node:module';
import { AwsError } from '../protocol/aws-error.ts';
import { Turns } from './turns.ts';

/** The used part of dynalite: its actions, without its HTTP server, which drops unknown parameters and crashes on its own errors. */
interface Store {
  readonly db: {
    readonly open: () => Promise<void>;
    readonly clear: (range: { readonly gte: string; readonly lt: string }) => Promise<void>;
  } & Iterating;
  readonly lifecycleManager: { readonly gracefulClose: () => Promise<void> };
  getTable: FindTable;
}
type FindTable = (name: string, ...rest: readonly [...checks: readonly boolean[], found: Callback]) => void;
/** An iterator of LevelDB holds memory until it is closed. */
interface LevelIterator {
  readonly close: () => Promise<void>;
  return?: () => Promise<void>;
}
type Iterating = Record<'keys' | 'values', (options: unknown) => LevelIterator>;
type Callback = (error: DynaliteError | null, answer?: Answer) => void;
type Answer = Readonly<Record<string, unknown>>;
interface DynaliteError extends Error {
  readonly statusCode?: number;
  readonly body?: { readonly __type: string; readonly message?: string; readonly Message?: string };
}
interface Database {
  checkConditional(parameters: unknown, item: unknown): DynaliteError | null | undefined;
  create(options: { readonly path?: string; readonly createTableMs: number }): Store;
  updateIndexes(store: Store, table: unknown, before: null, item: unknown, callback: Callback): void;
}
interface Validation {
  readonly types: Readonly<Record<string, unknown>>;
  readonly custom?: unknown;
}
interface Validations {
  checkTypes(parameters: unknown, types: Validation['types']): unknown;
  checkValidations(parameters: unknown, types: Validation['types'], custom: unknown, store: Store): void;
}
type Action = (store: Store, parameters: unknown, callback: Callback) => void;

const load = createRequire(import.meta.url);
const database = load('dynalite/db') as Database;
const validations = load('dynalite/validations') as Validations;

const parts = new Map<string, Validation & { readonly action: Action }>();

/** Dynalite's files for an operation, found once: finding them takes longer than what they do. */
function partsOf(operation: string): Validation & { readonly action: Action } {
  const known = parts.get(operation);
  if (known !== undefined) return known;
  const name = operation.charAt(0).toLowerCase() + operation.slice(1);
  const found = {
    ...(load(`dynalite/validations/${name}`) as Validation),
    action: load(`dynalite/actions/${name}`) as Action,
  };
  parts.set(operation, found);
  return found;
}

/** DynamoDB in JavaScript, in memory or in a LevelDB directory, which one process can open at a time. */
export class Dynalite {
  readonly #store: Store;
  readonly #turns = new Turns();

  constructor(path: string | undefined) {
    this.#store = database.create({ createTableMs: 0, ...(path !== undefined && { path }) });
    closeWhatIsRead(this.#store.db);
    rememberTables(this.#store);
  }

  /** Opens the directory before any other use. Throws LevelDB's error, with cause `LEVEL_LOCKED` when another process has it open. */
  open(): Promise<void> {
    return this.#store.db.open();
  }

  /** Runs an operation by its name. Throws an `AwsError`: DynamoDB's error, or that the operation is not emulated. */
  async call(operation: string, parameters: Answer): Promise<Answer> {
    try {
      const work = this.#prepared(operation, parameters);
      return await this.#turns.take(tablesIn(parameters), READS.has(operation) ? 'read' : 'write', work.run);
    } catch (error) {
      throw asAwsError(error as DynaliteError);
    }
  }

  /**
   * Puts all these items or none, which dynalite cannot do: it looks at every condition before the first put, in one turn at all tables.
   * `keyOf` gives the key of an item. Throws an `AwsError`: `TransactionCanceledException` with a reason for each put.
   */
  async putAll(puts: readonly Answer[], keyOf: (put: Answer) => Promise<Answer>): Promise<Answer> {
    const keys = await Promise.all(puts.map(keyOf));
    const places = puts.map(({ TableName }, index) => JSON.stringify([TableName, keys[index]]));
    if (new Set(places).size < places.length)
      throw new AwsError('ValidationException', 'Transaction request cannot include multiple operations on one item');
    try {
      const works = puts.map((put) => this.#prepared('PutItem', put));
      const reads = puts.map(({ TableName }, index) =>
        this.#prepared('GetItem', { TableName, Key: keys[index], ConsistentRead: true }),
      );
      return await this.#turns.take(puts.flatMap(tablesIn), 'write', async () => {
        const items = await Promise.all(reads.map(async ({ run }) => (await run())['Item']));
        const fails = works.map(({ checked }, index) => database.checkConditional(checked, items[index]) != null);
        if (fails.includes(true)) throw cancelled(fails);
        for (const { run } of works) await run();
        return {};
      });
    } catch (error) {
      throw asAwsError(error as DynaliteError);
    }
  }

  /** An operation whose parameters are checked, ready to run. */
  #prepared(operation: string, parameters: Answer): { readonly checked: unknown; readonly run: () => Promise<Answer> } {
    const { types, custom, action } = partsOf(operation);
    const unknown = Object.keys(parameters).filter((key) => !Object.hasOwn(types, key));
    if (unknown.length > 0)
      throw new AwsError('ValidationException', `not emulated by the local server: ${unknown.join(', ')}`);
    const checked = validations.checkTypes({ ...parameters }, types);
    validations.checkValidations(checked, types, custom, this.#store);
    return { checked, run: () => answered((callback) => action(this.#store, checked, callback)) };
  }

  /**
   * Rebuilds every index. Dynalite writes index entries before the item, so a process that is killed in between leaves entries of a missing
   * item: a command would seem to have been carried out.
   */
  async rebuildIndexes(tables: readonly string[]): Promise<void> {
    await this.#store.db.clear({ gte: 'index-', lt: 'index.' });
    for (const name of tables) {
      const table = await this.#described(name);
      for await (const item of this.scan({ TableName: name })) await this.#index(table, item);
    }
  }

  /** Writes only the index entries of an item, as a process does that is killed before it writes the item. */
  async indexOnly(name: string, item: unknown): Promise<void> {
    await this.#index(await this.#described(name), item);
  }

  async #described(name: string): Promise<unknown> {
    return (await this.call('DescribeTable', { TableName: name }))['Table'];
  }

  #index(table: unknown, item: unknown): Promise<void> {
    return answered((callback) => database.updateIndexes(this.#store, table, null, item, callback)).then(() => {});
  }

  /** Every item of a Scan. */
  async *scan(parameters: Answer): AsyncGenerator<unknown> {
    let page: Answer = {};
    do {
      const start = page['LastEvaluatedKey'];
      page = await this.call('Scan', { ...parameters, ...(start !== undefined && { ExclusiveStartKey: start }) });
      yield* page['Items'] as readonly unknown[];
    } while (page['LastEvaluatedKey'] !== undefined);
  }

  /** Waits for pending writes. */
  close(): Promise<void> {
    return this.#store.lifecycleManager.gracefulClose();
  }
}

/**
 * Dynalite ends an iterator by `return`, which LevelDB's iterators do not have: each query would keep its iterator, and 500 of them take
 * 430 MB.
 */
export function closeWhatIsRead(db: Iterating): void {
  for (const name of ['keys', 'values'] as const) {
    const open = db[name].bind(db);
    db[name] = (options) => {
      const iterator = open(options);
      iterator.return = () => iterator.close();
      return iterator;
    };
  }
}

/**
 * Dynalite reads and parses the description of a table for every call. Tables are only created here, and nothing about them is changed,
 * so a table that is ready is read once.
 */
function rememberTables(store: Store): void {
  const { getTable } = store;
  const ready = new Map<string, Answer>();
  store.getTable = (name, ...rest) => {
    const known = ready.get(name);
    const found = rest.at(-1) as Callback;
    // Not at once: dynalite's callbacks expect that the caller has returned.
    if (known !== undefined) return queueMicrotask(() => found(null, known));
    getTable(name, ...(rest.slice(0, -1) as boolean[]), (error, table) => {
      if (table?.['TableStatus'] === 'ACTIVE') ready.set(name, table);
      found(error, table);
    });
  };
}

const answered = (run: (callback: Callback) => void): Promise<Answer> =>
  new Promise((resolve, reject) => run((error, answer) => (error ? reject(error) : resolve(answer ?? {}))));

const READS: ReadonlySet<string> = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'DescribeTable', 'ListTables']);

/** The tables that a checked call concerns. */
const tablesIn = ({ TableName: name, RequestItems: items }: Answer): readonly string[] =>
  typeof name === 'string' ? [name] : Object.keys(Object(items));

const HELD = { Code: 'None' } as const;
const FAILED = { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' } as const;

function cancelled(fails: readonly boolean[]): AwsError {
  const CancellationReasons = fails.map((isFailed) => (isFailed ? FAILED : HELD));
  const codes = CancellationReasons.map(({ Code }) => Code).join(', ');
  const says = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new AwsError('TransactionCanceledException', says, { members: { CancellationReasons } });
}

function asAwsError(error: DynaliteError): Error {
  if (error.body === undefined) return error;
  const { __type, message, Message } = error.body;
  return new AwsError(__type.slice(__type.indexOf('#') + 1), message ?? Message ?? '');
}
