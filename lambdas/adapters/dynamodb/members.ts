import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../../contract/tables.ts';
import type { PersonId } from '../../core/registry/person.ts';
import { sha256 } from '../../core/values/hash.ts';
import type { Members } from '../../ports/workspace.ts';
import { answerOf } from '../aws/errors.ts';
import { unlessRefused } from './calls.ts';
import { type Item, text, texts, textsOf, whole, workspaceKey } from './items.ts';

/**
 * People by their parts, in the workspace table: one item for each part of a person, ordered by a hash of the person, and one that lists the
 * parts, so that dropped ones are removed. The list is written last: after a crash the same commit removes them again.
 */
export class DynamoDbMembers implements Members {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async show(person: PersonId, parts: readonly string[], seq: number): Promise<void> {
    const listKey = workspaceKey('member', person);
    const get = new GetItemCommand({ TableName: this.#table, Key: listKey, ConsistentRead: true });
    const shown = (await answerOf(this.#dynamo.send(get))).Item;
    if (Number(shown?.['seq']?.N ?? 0) > seq) return;
    const wanted = [...new Set(parts)];
    const dropped = (shown === undefined ? [] : textsOf(shown, 'parts')).filter((part) => !wanted.includes(part));
    await Promise.all([
      ...wanted.map((part) => this.#put({ ...memberKey(part, person), person: text(person) })),
      ...dropped.map((part) => this.#remove(memberKey(part, person))),
    ]);
    const list = new PutItemCommand({
      TableName: this.#table,
      Item: { ...listKey, parts: texts(wanted), seq: whole(seq) },
      ConditionExpression: 'attribute_not_exists(#p) OR #s <= :s',
      ExpressionAttributeNames: { '#p': WORKSPACE.partitionKey, '#s': 'seq' },
      ExpressionAttributeValues: { ':s': whole(seq) },
    });
    await unlessRefused(this.#dynamo.send(list));
  }

  /** One read for a group that fits into `limit`; at most two more for a larger one. */
  async next(part: string, { from, limit }: { readonly from: string; readonly limit: number }) {
    const start = sha256(from);
    const { people: all, isWhole } = await this.#query(part, { limit });
    if (isWhole) return ringFrom(start, all);
    const { people: after } = await this.#query(part, { comparison: '>', start, limit });
    if (after.length >= limit) return after;
    const { people: before } = await this.#query(part, { comparison: '<=', start, limit: limit - after.length });
    return [...after, ...before];
  }

  /** People of a part in the order of the ring, and whether they are all of them. */
  async #query(part: string, { comparison, start, limit }: Arc) {
    const bounded = comparison !== undefined && start !== undefined;
    const query = new QueryCommand({
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: bounded ? `#p = :p AND #s ${comparison} :s` : '#p = :p',
      ExpressionAttributeNames: { '#p': WORKSPACE.partitionKey, ...(bounded && { '#s': WORKSPACE.sortKey }) },
      ExpressionAttributeValues: { ':p': partOf(part), ...(bounded && { ':s': text(start) }) },
      Limit: limit,
    });
    const { Items = [], LastEvaluatedKey } = await answerOf(this.#dynamo.send(query));
    const people: readonly PersonId[] = Items.flatMap(({ person }) => person?.S ?? []);
    return { people, isWhole: LastEvaluatedKey === undefined };
  }

  async #put(item: Item): Promise<void> {
    await answerOf(this.#dynamo.send(new PutItemCommand({ TableName: this.#table, Item: item })));
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

/** The ring, from the first person after `start` around to them. */
function ringFrom(start: string, people: readonly PersonId[]): readonly PersonId[] {
  const isAfter = (person: PersonId): boolean => sha256(person) > start;
  return [...people.filter(isAfter), ...people.filter((person) => !isAfter(person))];
}

const memberKey = (part: string, person: PersonId): Item => workspaceKey('member', part, sha256(person));
const partOf = (part: string) => workspaceKey('member', part)[WORKSPACE.partitionKey] ?? text('');
