import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../../contract/tables.ts';
import type { LikenessKey } from '../../core/registry/likeness.ts';
import { type FoundAlike, MOST_OF_A_KEY } from '../../core/registry/look-alikes.ts';
import { sha256 } from '../../core/values/hash.ts';
import type { LookAlikes, ShownRecord } from '../../ports/workspace.ts';
import { answerOf, answerUnless } from '../aws/errors.ts';
import { getItems, putItems, queryItems, unlessRefused } from './calls.ts';
import { type Item, text, textOf, texts, textsOf, whole, workspaceKey } from './items.ts';

/**
 * Look-alikes in the workspace table, stored like people: an item for each key and record points to the record, an item for each record
 * lists its keys, and a pointer counts only where both agree. So one write makes a whole change visible at once. The first record of a key has its
 * pointer at a fixed place, and a mark says that there are others: so a hundred keys that nobody has, or one record each, cost one read.
 */
export class DynamoDbLookAlikes implements LookAlikes {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async find(keys: readonly LikenessKey[]): Promise<readonly FoundAlike[]> {
    return (await this.findEach([keys])).flat();
  }

  async findEach(of: readonly (readonly LikenessKey[])[]): Promise<readonly (readonly FoundAlike[])[]> {
    const pointed = await this.#pointed([...new Set(of.flat().map(({ key }) => key))]);
    const names = [...new Set([...pointed.values()].flat())];
    const items = await getItems(this.#dynamo, this.#table, names.map(recordKey));
    const byName = new Map(items.map((item) => [textOf(item, WORKSPACE.partitionKey), item]));
    return of.map((keys) =>
      keys.flatMap(({ as, key }) =>
        (pointed.get(key) ?? []).flatMap((record) => {
          const item = byName.get(textOf(recordKey(record), WORKSPACE.partitionKey));
          if (item === undefined || !textsOf(item, 'keys').includes(digestOfKey(key))) return [];
          return [{ record, as, holders: textsOf(item, 'holders') }];
        }),
      ),
    );
  }

  async show({ record, holders }: ShownRecord, keys: readonly LikenessKey[], seq: number): Promise<void> {
    const shown = await this.#record(record);
    if (Number(shown?.['seq']?.N ?? 0) > seq) return;
    const wanted = [...new Set(keys.map(({ key }) => key))];
    await this.#point(wanted, record);
    const put = new PutItemCommand({
      TableName: this.#table,
      Item: { ...recordKey(record), keys: texts(wanted.map(digestOfKey)), holders: texts(holders), seq: whole(seq) },
      ConditionExpression: 'attribute_not_exists(#p) OR #s <= :s',
      ExpressionAttributeNames: { '#p': WORKSPACE.partitionKey, '#s': 'seq' },
      ExpressionAttributeValues: { ':s': whole(seq) },
    });
    await unlessRefused(this.#dynamo.send(put));
  }

  /** Most keys are a record's alone, and take their places together: a third of the calls, for twice the write capacity. */
  async #point(keys: readonly string[], record: string): Promise<void> {
    const first = (key: string) => ({
      TableName: this.#table,
      Item: { ...pointerKey(key, FIRST), record: text(record) },
      ConditionExpression: 'attribute_not_exists(#p) OR #r = :r',
      ExpressionAttributeNames: { '#p': WORKSPACE.partitionKey, '#r': 'record' },
      ExpressionAttributeValues: { ':r': text(record) },
    });
    if (keys.length === 0) return;
    const together = new TransactWriteItemsCommand({ TransactItems: keys.map((key) => ({ Put: first(key) })) });
    const done = await answerUnless(this.#dynamo.send(together), ['TransactionCanceledException']);
    // One place is taken, or somebody writes one at this moment: then nothing was put.
    if (done === undefined)
      await Promise.all(keys.map((key) => this.#pointBeside(new PutItemCommand(first(key)), { key, record })));
  }

  /** A place that is taken stays so, also by a record that dropped the key: then the others are marked. */
  async #pointBeside(
    first: PutItemCommand,
    { key, record }: { readonly key: string; readonly record: string },
  ): Promise<void> {
    if ((await unlessRefused(this.#dynamo.send(first))) !== undefined) return;
    await putItems(this.#dynamo, this.#table, [pointerKey(key, OTHERS)]);
    await putItems(this.#dynamo, this.#table, [{ ...pointerKey(key, record), record: text(record) }]);
  }

  /** The records that these keys point to. */
  async #pointed(keys: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const wanted = keys.flatMap((key) => [pointerKey(key, FIRST), pointerKey(key, OTHERS)]);
    const items = await getItems(this.#dynamo, this.#table, wanted);
    const named = new Map(items.map((item) => [placeOf(item), item]));
    const pointed = keys.map(async (key): Promise<[string, readonly string[]]> => {
      const first = named.get(placeOf(pointerKey(key, FIRST)));
      if (first === undefined) return [key, []];
      const isAlone = !named.has(placeOf(pointerKey(key, OTHERS)));
      return [key, isAlone ? [textOf(first, 'record')] : await this.#all(key)];
    });
    return new Map(await Promise.all(pointed));
  }

  async #all(key: string): Promise<readonly string[]> {
    const query = {
      TableName: this.#table,
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeNames: { '#pk': WORKSPACE.partitionKey },
      ExpressionAttributeValues: { ':pk': pointerKey(key, '')[WORKSPACE.partitionKey] ?? text('') },
      ConsistentRead: true,
    };
    // The mark points to nothing.
    const pointers = await queryItems(this.#dynamo, query, MOST_OF_A_KEY + 1);
    return pointers.flatMap(({ record }) => record?.S ?? []).slice(0, MOST_OF_A_KEY);
  }

  async #record(record: string): Promise<Item | undefined> {
    const get = new GetItemCommand({ TableName: this.#table, Key: recordKey(record), ConsistentRead: true });
    return (await answerOf(this.#dynamo.send(get))).Item;
  }
}

/** No record is named so. */
const FIRST = '#first';
const OTHERS = '#others';

const placeOf = (item: Item): string => `${textOf(item, WORKSPACE.partitionKey)} ${textOf(item, WORKSPACE.sortKey)}`;

/** Names and addresses can have any length, a DynamoDB key cannot; the digest also hides them. */
const digestOfKey = (key: string): string => sha256(key);
const pointerKey = (key: string, record: string): Item => workspaceKey('alike', `key#${digestOfKey(key)}`, record);
const recordKey = (record: string): Item => workspaceKey('alike', `record#${record}`);
