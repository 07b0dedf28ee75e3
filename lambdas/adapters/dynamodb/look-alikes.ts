import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../../contract/tables.ts';
import type { LikenessKey } from '../../core/registry/likeness.ts';
import type { FoundAlike } from '../../core/registry/look-alikes.ts';
import { sha256 } from '../../core/values/hash.ts';
import type { LookAlikes, ShownRecord } from '../../ports/workspace.ts';
import { answerOf } from '../aws/errors.ts';
import { queryItems, unlessRefused } from './calls.ts';
import { type Item, text, textOf, texts, textsOf, whole, workspaceKey } from './items.ts';

/** Most records of one key: bounds the read. Readers would refuse long before reading so many. */
const MOST = 25;

/**
 * Look-alikes in the workspace table, stored like people: an item for each key and record points to the record, an item for each record
 * lists its keys, and a pointer counts only where both agree. So one write makes a whole change visible at once.
 */
export class DynamoDbLookAlikes implements LookAlikes {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async find(keys: readonly LikenessKey[]): Promise<readonly FoundAlike[]> {
    return (await Promise.all(keys.map((key) => this.#found(key)))).flat();
  }

  async show({ record, holders }: ShownRecord, keys: readonly LikenessKey[], seq: number): Promise<void> {
    const shown = await this.#record(record);
    if (Number(shown?.['seq']?.N ?? 0) > seq) return;
    const wanted = [...new Set(keys.map(({ key }) => key))];
    await Promise.all(wanted.map((key) => this.#put({ ...pointerKey(key, record), record: text(record) })));
    const put = new PutItemCommand({
      TableName: this.#table,
      Item: { ...recordKey(record), keys: texts(wanted.map(digestOfKey)), holders: texts(holders), seq: whole(seq) },
      ConditionExpression: 'attribute_not_exists(#p) OR #s <= :s',
      ExpressionAttributeNames: { '#p': WORKSPACE.partitionKey, '#s': 'seq' },
      ExpressionAttributeValues: { ':s': whole(seq) },
    });
    await unlessRefused(this.#dynamo.send(put));
  }

  async #found({ as, key }: LikenessKey): Promise<readonly FoundAlike[]> {
    const query = {
      TableName: this.#table,
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeNames: { '#pk': WORKSPACE.partitionKey },
      ExpressionAttributeValues: { ':pk': pointerKey(key, '')[WORKSPACE.partitionKey] ?? text('') },
      ConsistentRead: true,
    };
    const pointers = await queryItems(this.#dynamo, query, MOST);
    const records = await Promise.all(pointers.map((pointer) => this.#record(textOf(pointer, 'record'))));
    return records.flatMap((item, index) => {
      if (item === undefined || !textsOf(item, 'keys').includes(digestOfKey(key))) return [];
      return [{ record: textOf(pointers[index] ?? {}, 'record'), as, holders: textsOf(item, 'holders') }];
    });
  }

  async #put(item: Item): Promise<void> {
    await answerOf(this.#dynamo.send(new PutItemCommand({ TableName: this.#table, Item: item })));
  }

  async #record(record: string): Promise<Item | undefined> {
    const get = new GetItemCommand({ TableName: this.#table, Key: recordKey(record), ConsistentRead: true });
    return (await answerOf(this.#dynamo.send(get))).Item;
  }
}

/** Names and addresses can have any length, a DynamoDB key cannot; the digest also hides them. */
const digestOfKey = (key: string): string => sha256(key);
const pointerKey = (key: string, record: string): Item => workspaceKey('alike', `key#${digestOfKey(key)}`, record);
const recordKey = (record: string): Item => workspaceKey('alike', `record#${record}`);
