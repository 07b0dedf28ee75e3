import { join } from 'node:path';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { Dynalite } from './dynamodb/dynalite.ts';
import { LateReads } from './dynamodb/late-reads.ts';
import { assertAllowed } from './dynamodb/ledger-guard.ts';
import { AwsError } from './protocol/aws-error.ts';
import type { JsonService } from './protocol/json.ts';
import type { Operation, Operations } from './protocol/operations.ts';
import { Recent } from './recent.ts';
import { pathOf, type StateDirectory, StateFile } from './state-file.ts';
import type { Item } from './stream/record.ts';

export interface DynamoDbOptions {
  readonly directory?: StateDirectory | undefined;
  /** Tables to make at the start if they are missing. */
  readonly tables?: readonly CreateTableCommandInput[];
  /** Name of the guarded table. */
  readonly ledgerTable?: string | undefined;
  /** Milliseconds for which reads that are not strongly consistent may be from before a write; by default none. */
  readonly lagMs?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export type Parameters = Readonly<Record<string, unknown>>;
type Key = Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;

const OPERATIONS = [
  'CreateTable',
  'DescribeTable',
  'ListTables',
  'GetItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchGetItem',
  'BatchWriteItem',
  'TransactWriteItems',
  'Query',
  'Scan',
] as const;

/** DynamoDB: dynalite behind the ledger's resource policy. Transactions only put. */
export class LocalDynamoDb implements JsonService {
  readonly target = 'DynamoDB_20120810';
  readonly version = '1.0';
  readonly operations: Operations;
  /** Every commit, when it was put on the ledger. */
  readonly commits = new Recent<Item>(0);
  readonly #dynalite: Dynalite;
  readonly #options: DynamoDbOptions;
  readonly #cleanStop: StateFile<boolean>;
  /** Undefined where every read is strongly consistent. */
  readonly #late: LateReads | undefined;
  /** Names of the keys of each table. */
  readonly #keys = new Map<string, readonly string[]>();

  private constructor(options: DynamoDbOptions) {
    this.#options = options;
    const { directory, lagMs = 0, now = Date.now } = options;
    const read = async (TableName: string, key: object) =>
      (await this.#dynalite.call('GetItem', { TableName, Key: key, ConsistentRead: true }))['Item'] as Key | undefined;
    const keyOf = (table: string, item: object) => this.#keyOf(table, item as Key);
    this.#late = lagMs > 0 ? new LateReads({ lagMs, now, read, keyOf }) : undefined;
    this.#cleanStop = new StateFile(directory, 'dynamodb-clean-stop');
    this.#dynalite = new Dynalite(directory === undefined ? undefined : join(pathOf(directory), 'dynamodb'));
    this.operations = Object.fromEntries(OPERATIONS.map((name) => [name, this.#operation(name)]));
  }

  /** Makes the tables. Throws an `Error` for an existing one with other keys or indexes. */
  static async open(options: DynamoDbOptions): Promise<LocalDynamoDb> {
    const dynamo = new LocalDynamoDb(options);
    const { tables = [] } = options;
    await dynamo.#dynalite.open();
    try {
      for (const table of tables) await dynamo.#provide(table);
      // After a clean stop no repair is needed.
      if (dynamo.#cleanStop.load() === false) await dynamo.#dynalite.rebuildIndexes(await dynamo.#tableNames());
      dynamo.#cleanStop.save(false);
      return dynamo;
    } catch (error) {
      await dynamo.#dynalite.close();
      throw error;
    }
  }

  /** Bypasses the resource policy and the stream: for the stream itself, and for tests of tampering. */
  unguarded(operation: (typeof OPERATIONS)[number], parameters: Parameters): Promise<Parameters> {
    return this.#dynalite.call(operation, parameters);
  }

  /** Every item of a Scan, bypassing the resource policy. */
  scan(parameters: Parameters): AsyncGenerator<unknown> {
    return this.#dynalite.scan(parameters);
  }

  async close(): Promise<void> {
    await this.#dynalite.close();
    this.#cleanStop.save(true);
  }

  #operation(name: (typeof OPERATIONS)[number]): Operation {
    return async (input) => {
      const parameters = input as Parameters;
      const { ledgerTable } = this.#options;
      if (ledgerTable !== undefined && concerns(name, parameters, ledgerTable)) assertAllowed(name, parameters);
      const call = () => this.#call(name, parameters);
      const answer = await (this.#late === undefined ? call() : this.#lately(this.#late, name, parameters, call));
      if (name === 'PutItem' && parameters['TableName'] === ledgerTable) this.commits.add(parameters['Item'] as Item);
      return answer;
    };
  }

  async #lately(
    late: LateReads,
    name: string,
    parameters: Parameters,
    call: () => Promise<Parameters>,
  ): Promise<Parameters> {
    return late.seen(name, parameters, await late.writing(name, parameters, call));
  }

  /**
   * Dynalite does not return the item that made a condition fail, so it is read afterwards. INVARIANT: exact for items that never change.
   */
  async #call(name: (typeof OPERATIONS)[number], parameters: Parameters): Promise<Parameters> {
    if (name === 'TransactWriteItems') return this.#transact(parameters);
    const { ReturnValuesOnConditionCheckFailure: old, ...known } = parameters;
    if (old !== undefined && !['PutItem', 'UpdateItem', 'DeleteItem'].includes(name))
      throw new AwsError('ValidationException', 'ReturnValuesOnConditionCheckFailure belongs to a write');
    try {
      return await this.#dynalite.call(name, known);
    } catch (error) {
      if (old !== 'ALL_OLD' || !(error instanceof AwsError) || error.name !== 'ConditionalCheckFailedException')
        throw error;
      const TableName = parameters['TableName'];
      const Key = (parameters['Key'] ?? (await this.#keyOf(String(TableName), parameters['Item'] as Key))) as Key;
      const { Item } = await this.#dynalite.call('GetItem', { TableName, Key, ConsistentRead: true });
      throw new AwsError(error.name, error.message, { members: { Item } });
    }
  }

  /** A repeated token is worked again: the puts of a transaction here may be repeated. */
  #transact({ TransactItems, ClientRequestToken: _, ...others }: Parameters): Promise<Parameters> {
    const items = TransactItems as readonly Readonly<Record<string, Parameters>>[];
    const kinds = items.flatMap((item) => Object.keys(item));
    const unknown = [...Object.keys(others), ...kinds.filter((kind) => kind !== 'Put')];
    if (unknown.length > 0)
      throw new AwsError('ValidationException', `not emulated by the local server: ${unknown.join(', ')}`);
    const puts = items.flatMap(({ Put }) => (Put === undefined ? [] : [Put]));
    return this.#dynalite.putAll(puts, ({ TableName, Item }) => this.#keyOf(String(TableName), Item as Key));
  }

  async #keyOf(table: string, item: Key): Promise<Key> {
    const names = this.#keys.get(table) ?? (await this.#keyNames(table));
    return Object.fromEntries(names.map((name) => [name, item[name] ?? {}]));
  }

  async #keyNames(table: string): Promise<readonly string[]> {
    const { Table } = (await this.#dynalite.call('DescribeTable', { TableName: table })) as unknown as Described;
    const names = Table.KeySchema.map(({ AttributeName: name }) => name);
    this.#keys.set(table, names);
    return names;
  }

  async #provide(table: CreateTableCommandInput): Promise<void> {
    const name = String(table.TableName);
    if (!(await this.#tableNames()).includes(name)) {
      await this.#dynalite.call('CreateTable', table as unknown as Parameters);
    }
    for (;;) {
      const { Table } = (await this.#dynalite.call('DescribeTable', { TableName: name })) as unknown as Described;
      if (shapeOf(Table) !== shapeOf(table)) throw new Error(`table \`${name}\` is there with other keys or indexes`);
      if (Table.TableStatus === 'ACTIVE') return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async #tableNames(): Promise<readonly string[]> {
    return (await this.#dynalite.call('ListTables', {}))['TableNames'] as readonly string[];
  }
}

type Described = { readonly Table: Shape & { readonly TableStatus: string } };
type Shape = {
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
  readonly LocalSecondaryIndexes?: readonly Index[];
  readonly GlobalSecondaryIndexes?: readonly Index[];
};
type Index = { readonly IndexName?: string | undefined; readonly KeySchema?: unknown; readonly Projection?: unknown };

function shapeOf(table: object): string {
  const { KeySchema, LocalSecondaryIndexes = [], GlobalSecondaryIndexes = [] } = table as Shape;
  const indexes = [LocalSecondaryIndexes, GlobalSecondaryIndexes].map((list) =>
    list.map(({ IndexName, KeySchema: keys, Projection }) => JSON.stringify([IndexName, keys, Projection])).sort(),
  );
  return JSON.stringify([KeySchema, indexes]);
}

function concerns(operation: string, { TableName, RequestItems, TransactItems }: Parameters, table: string): boolean {
  if (operation.startsWith('Batch')) return Object.hasOwn(Object(RequestItems), table);
  if (operation !== 'TransactWriteItems') return TableName === table;
  const parts = (TransactItems as readonly Readonly<Record<string, Parameters>>[]).flatMap((one) => Object.values(one));
  return parts.some((part) => part['TableName'] === table);
}
