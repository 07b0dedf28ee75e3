import { Late } from '../late.ts';

type Parameters = Readonly<Record<string, unknown>>;
type Item = Readonly<Record<string, unknown>>;

export interface LateReadsServices {
  readonly lagMs: number;
  readonly now: () => number;
  readonly keyOf: (table: string, item: Item) => Promise<Item>;
  /** Reads an item as it is. */
  readonly read: (table: string, key: Item) => Promise<Item | undefined>;
}

/**
 * Reads that are not strongly consistent, and every read of a global index, show an item as it was a while ago
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html). What has left an index, or was
 * deleted, is missing at once all the same.
 */
export class LateReads {
  readonly #services: LateReadsServices;
  readonly #late: Late<Item>;

  constructor(services: LateReadsServices) {
    this.#services = services;
    this.#late = new Late(services.lagMs, services.now);
  }

  /** Carries out a write, and notes what was there before it. */
  async writing<Answer>(operation: string, parameters: Parameters, work: () => Promise<Answer>): Promise<Answer> {
    const places = await Promise.all(
      writesIn(operation, parameters).map(async ({ table, key, item }) => {
        const { keyOf, read } = this.#services;
        const place = key ?? (await keyOf(table, item ?? {}));
        return { id: placeOf(table, place), before: await read(table, place) };
      }),
    );
    const answer = await work();
    for (const { id, before } of places) this.#late.note(id, before);
    return answer;
  }

  /** What a reader sees of an answer. */
  async seen(operation: string, parameters: Parameters, answer: Parameters): Promise<Parameters> {
    const { TableName, ConsistentRead, IndexName, ProjectionExpression, Key } = parameters;
    if (ConsistentRead === true || ProjectionExpression !== undefined) return answer;
    const table = String(TableName);
    if (operation === 'GetItem') {
      const { Item: current, ...rest } = answer;
      const item = this.#late.shown(placeOf(table, Key as Item), current as Item | undefined);
      return item === undefined ? rest : { ...rest, Item: item };
    }
    const { Items } = answer as { readonly Items?: readonly Item[] };
    if (Items === undefined) return answer;
    const shown = await Promise.all(Items.map((item) => this.#shown(table, item, IndexName !== undefined)));
    const left = shown.filter((item) => item !== undefined);
    return { ...answer, Items: left, Count: left.length };
  }

  async #shown(table: string, item: Item, isOfIndex: boolean): Promise<Item | undefined> {
    const shown = this.#late.shown(placeOf(table, await this.#services.keyOf(table, item)), item);
    if (shown === undefined || shown === item || !isOfIndex) return shown;
    // An index has only what it projects, and only items with its keys.
    const names = Object.keys(item);
    return names.every((name) => Object.hasOwn(shown, name))
      ? Object.fromEntries(names.map((name) => [name, shown[name]]))
      : undefined;
  }
}

const placeOf = (table: string, key: Item): string =>
  JSON.stringify([table, ...Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1))]);

interface Write {
  readonly table: string;
  readonly key?: Item;
  readonly item?: Item;
}

/** Items that an operation writes. */
function writesIn(operation: string, parameters: Parameters): readonly Write[] {
  if (operation === 'TransactWriteItems')
    return (parameters['TransactItems'] as readonly Readonly<Record<string, Parameters>>[])
      .flatMap((one) => Object.values(one))
      .map(writeIn);
  if (operation === 'BatchWriteItem')
    return Object.entries(parameters['RequestItems'] as Readonly<Record<string, readonly Parameters[]>>).flatMap(
      ([TableName, requests]) =>
        requests.flatMap((one) => Object.values(one)).map((one) => writeIn({ TableName, ...(one as Parameters) })),
    );
  return WRITES.has(operation) ? [writeIn(parameters)] : [];
}

const WRITES: ReadonlySet<string> = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

const writeIn = ({ TableName, Key, Item: item }: Parameters): Write => ({
  table: String(TableName),
  ...(Key === undefined ? {} : { key: Key as Item }),
  ...(item === undefined ? {} : { item: item as Item }),
});
