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
}
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

/** DynamoDB in JavaScript, in memory or in a LevelDB directory, which one process can open at a time. */
export class Dynalite {
  readonly #store: Store;
  readonly #turns = new Turns();

  constructor(path: string | undefined) {
    this.#store = database.create({ createTableMs: 0, ...(path !== undefined && { path }) });
    closeWhatIsRead(this.#store.db);
  }

  /** Opens the directory before any other use. Throws LevelDB's error, with cause `LEVEL_LOCKED` when another process has it open. */
  open(): Promise<void> {
    return this.#store.db.open();
  }

  /** Runs an operation by its name. Throws an `AwsError`: DynamoDB's error, or that the operation is not emulated. */
  async call(operation: string, parameters: Answer): Promise<Answer> {
    const name = operation.charAt(0).toLowerCase() + operation.slice(1);
    const { types, custom } = load(`dynalite/validations/${name}`) as Validation;
    const unknown = Object.keys(parameters).filter((key) => !Object.hasOwn(types, key));
    if (unknown.length > 0)
      throw new AwsError('ValidationException', `not emulated by the local server: ${unknown.join(', ')}`);
    try {
      const checked = validations.checkTypes(structuredClone(parameters), types);
      validations.checkValidations(checked, types, custom, this.#store);
      const action = load(`dynalite/actions/${name}`) as Action;
      return await this.#turns.take(tablesIn(parameters), READS.has(operation) ? 'read' : 'write', () =>
        answered((callback) => action(this.#store, checked, callback)),
      );
    } catch (error) {
      throw asAwsError(error as DynaliteError);
    }
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

const answered = (run: (callback: Callback) => void): Promise<Answer> =>
  new Promise((resolve, reject) => run((error, answer) => (error ? reject(error) : resolve(answer ?? {}))));

const READS: ReadonlySet<string> = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'DescribeTable', 'ListTables']);

/** The tables that a checked call concerns. */
const tablesIn = ({ TableName: name, RequestItems: items }: Answer): readonly string[] =>
  typeof name === 'string' ? [name] : Object.keys(Object(items));

function asAwsError(error: DynaliteError): Error {
  if (error.body === undefined) return error;
  const { __type, message, Message } = error.body;
  return new AwsError(__type.slice(__type.indexOf('#') + 1), message ?? Message ?? '');
}
