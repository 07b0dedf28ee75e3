import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../../contract/tables.ts';
import { sha256 } from '../../core/values/hash.ts';
import type { Members } from '../../ports/workspace.ts';
import { answerOf } from '../aws/errors.ts';
import { putItems, unlessRefused } from './calls.ts';
import { type Item, text, texts, textsOf, whole, workspaceKey } from './items.ts';

/**
 * Records by their groups, in the workspace table: one item for each group of a record, ordered by a hash of the record, and one that lists
 * the groups, so that dropped ones are removed. The list is written last: after a crash the same commit removes them again.
 */
export class DynamoDbMembers implements Members {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async show(record: string, groups: readonly string[], seq: number): Promise<void> {
    const listKey = workspaceKey('member', record);
    const get = new GetItemCommand({ TableName: this.#table, Key: listKey, ConsistentRead: true });
    const shown = (await answerOf(this.#dynamo.send(get))).Item;
    if (Number(shown?.['seq']?.N ?? 0) > seq) return;
    const wanted = [...new Set(groups)];
    const dropped = (shown === undefined ? [] : textsOf(shown, 'groups')).filter((group) => !wanted.includes(group));
    const members = wanted.map((group) => ({ ...memberKey(group, record), record: text(record) }));
    await putItems(this.#dynamo, this.#table, members);
    await Promise.all(dropped.map((group) => this.#remove(memberKey(group, record))));
    const list = new PutItemCommand({
      TableName: this.#table,
      Item: { ...listKey, groups: texts(wanted), seq: whole(seq) },
      ConditionExpression: 'attribute_not_exists(#p) OR #s <= :s',
      ExpressionAttributeNames: { '#p': WORKSPACE.partitionKey, '#s': 'seq' },
      ExpressionAttributeValues: { ':s': whole(seq) },
    });
    await unlessRefused(this.#dynamo.send(list));
  }

  /** One read for a group that fits into `limit`; at most two more for a larger one. */
  async next(group: string, { from, limit }: { readonly from: string; readonly limit: number }) {
    const start = sha256(from);
    const { records: all, isWhole } = await this.#query(group, { limit });
    if (isWhole) return ringFrom(start, all);
    const { records: after } = await this.#query(group, { comparison: '>', start, limit });
    if (after.length >= limit) return after;
    const { records: before } = await this.#query(group, { comparison: '<=', start, limit: limit - after.length });
    return [...after, ...before];
  }

  /** Records of a group in the order of the ring, and whether they are all of them. */
  async #query(group: string, { comparison, start, limit }: Arc) {
    const bounded = comparison !== undefined && start !== undefined;
    const query = new QueryCommand({
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: bounded ? `#p = :p AND #s ${comparison} :s` : '#p = :p',
      ExpressionAttributeNames: { '#p': WORKSPACE.partitionKey, ...(bounded && { '#s': WORKSPACE.sortKey }) },
      ExpressionAttributeValues: { ':p': groupOf(group), ...(bounded && { ':s': text(start) }) },
      Limit: limit,
    });
    const { Items = [], LastEvaluatedKey } = await answerOf(this.#dynamo.send(query));
    const records = Items.flatMap(({ record }) => record?.S ?? []);
    return { records, isWhole: LastEvaluatedKey === undefined };
  }

  async #remove(key: Item): Promise<void> {
    await answerOf(this.#dynamo.send(new DeleteItemCommand({ TableName: this.#table, Key: key })));
  }
}

/** The whole ring without `comparison` and `start`, or the part of it on one side of `start`. */
interface Arc {
  readonly comparison?: '>' | '<=';
  readonly start?: string;
  readonly limit: number;
}

/** The ring, from the first record after `start` around to it. */
function ringFrom(start: string, records: readonly string[]): readonly string[] {
  const isAfter = (record: string): boolean => sha256(record) > start;
  return [...records.filter(isAfter), ...records.filter((record) => !isAfter(record))];
}

const memberKey = (group: string, record: string): Item => workspaceKey('member', group, sha256(record));
const groupOf = (group: string) => workspaceKey('member', group)[WORKSPACE.partitionKey] ?? text('');
