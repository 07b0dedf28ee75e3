import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../../contract/tables.ts';
import type { RowRecord } from '../../core/registry/batch.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { PopulationPlace, PopulationPlaces } from '../../ports/population.ts';
import { answerOf, answerUnless } from '../aws/errors.ts';
import { queryItems } from './calls.ts';
import { type Item, text, whole, workspaceKey } from './items.ts';
import { contentItem, contentOf } from './listing.ts';

/** Ids in one item: 4,000 of 64 characters, within the 400 KB of an item. */
const IDS = 4_000;
/** Records in one item. */
const ROWS = 100;
/** Seconds for which proposed records are kept. */
const KEPT = 30 * 86_400;
/** More items than a directory can have. */
const MOST_ITEMS = 20_000;

type Place = Omit<PopulationPlace, 'people'> & { readonly parts: number };

/**
 * Looks at directories of record in the workspace table: an item for the place of each, items with the ids of its people, named by the look that
 * read them, and items with proposed records. The place is written last and decides which ids count.
 */
export class DynamoDbPopulationPlaces implements PopulationPlaces {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async load(source: string): Promise<PopulationPlace | null> {
    const get = new GetItemCommand({ TableName: this.#table, Key: placeKey(source), ConsistentRead: true });
    const { Item: item } = await answerOf(this.#dynamo.send(get));
    if (item === undefined) return null;
    const { parts, ...place } = contentOf<Place>(item);
    const found = await this.#parts(source, peopleName(place));
    // Another run moved on and removed what this place names.
    if (found.length !== parts) throw new AdapterError('contention', { retryable: true });
    return { ...place, people: found.flatMap((one) => contentOf<readonly string[]>(one)) };
  }

  async move(source: string, from: PopulationPlace | null, to: PopulationPlace): Promise<boolean> {
    const parts = inParts(to.people, IDS);
    if (from?.wholeAt !== to.wholeAt) await this.#put(source, peopleName(to), parts);
    const { people: _, ...place } = to;
    const put = new PutItemCommand({
      TableName: this.#table,
      Item: {
        ...placeKey(source),
        ...contentItem({ ...place, parts: parts.length } satisfies Place),
        at: text(to.lookedAt),
      },
      ExpressionAttributeNames: { '#a': 'at' },
      ...(from === null
        ? { ConditionExpression: 'attribute_not_exists(#a)' }
        : { ConditionExpression: '#a = :a', ExpressionAttributeValues: { ':a': text(from.lookedAt) } }),
    });
    const isMoved = (await answerUnless(this.#dynamo.send(put), ['ConditionalCheckFailedException'])) !== undefined;
    if (isMoved && from !== null && from.wholeAt !== to.wholeAt) await this.#remove(source, from);
    return isMoved;
  }

  async keep(source: string, digest: string, rows: readonly RowRecord[]): Promise<void> {
    const until = Math.ceil(Date.now() / 1000) + KEPT;
    await this.#put(source, rowsName(digest), inParts(rows, ROWS), { [WORKSPACE.expiry]: whole(until) });
  }

  async kept(source: string, digest: string): Promise<readonly RowRecord[]> {
    return (await this.#parts(source, rowsName(digest))).flatMap((item) => contentOf<readonly RowRecord[]>(item));
  }

  async #put(source: string, name: string, parts: readonly (readonly unknown[])[], more: Item = {}): Promise<void> {
    for (const [index, part] of parts.entries()) {
      const key = workspaceKey('population', source, numbered(name, index));
      const put = new PutItemCommand({ TableName: this.#table, Item: { ...key, ...contentItem(part), ...more } });
      await answerOf(this.#dynamo.send(put));
    }
  }

  /** Whatever of an earlier look a crash leaves behind is never read. */
  async #remove(source: string, { people, ...place }: PopulationPlace): Promise<void> {
    for (const [index] of inParts(people, IDS).entries()) {
      const key = workspaceKey('population', source, numbered(peopleName(place), index));
      await answerOf(this.#dynamo.send(new DeleteItemCommand({ TableName: this.#table, Key: key })));
    }
  }

  #parts(source: string, name: string): Promise<readonly Item[]> {
    const { [WORKSPACE.partitionKey]: pk } = workspaceKey('population', source);
    const query: QueryCommandInput = {
      TableName: this.#table,
      KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :name)',
      ExpressionAttributeNames: { '#pk': WORKSPACE.partitionKey, '#sk': WORKSPACE.sortKey },
      ExpressionAttributeValues: { ':pk': pk ?? text(''), ':name': text(`${name}#`) },
      ConsistentRead: true,
    };
    return queryItems(this.#dynamo, query, MOST_ITEMS);
  }
}

const placeKey = (source: string): Item => workspaceKey('population', source);
const peopleName = ({ wholeAt }: Pick<PopulationPlace, 'wholeAt'>): string => `people#${wholeAt}`;
const rowsName = (digest: string): string => `rows#${digest}`;
const numbered = (name: string, index: number): string => `${name}#${String(index).padStart(6, '0')}`;

const inParts = <One>(all: readonly One[], size: number): readonly (readonly One[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
