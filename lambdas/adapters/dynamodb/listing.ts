import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../../contract/tables.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Page } from '../../ports/workspace.ts';
import { queryItems } from './calls.ts';
import { type Item, text, textOf } from './items.ts';

const { byList } = WORKSPACE;

/** The listings of the workspace. Each holds one type of item, ordered by a unique rank. */
export type List =
  | 'recovery#open'
  | 'recovery#ended'
  | 'grant'
  | 'head'
  | 'ticket'
  | 'alert'
  | 'standing'
  | 'stopped'
  | 'unsent'
  | `receipt#${string}`;

/** A value as an item of a listing. */
export const listedItem = (key: Item, place: { readonly list: List; readonly rank: string }, value: object): Item => ({
  ...key,
  [byList.partitionKey]: text(place.list),
  [byList.sortKey]: text(place.rank),
  ...contentItem(value),
});

/** The attribute for a value, as `contentOf` reads it. */
export const contentItem = (value: object): Item => ({ value: text(JSON.stringify(value)) });

/** The value of an item. Its type is trusted: only our own functions write these items. */
export function contentOf<Value>(item: Item): Value {
  try {
    return JSON.parse(textOf(item, 'value')) as Value;
  } catch (cause) {
    throw new AdapterError('item-malformed', { retryable: false, cause });
  }
}

/** Values of a listing with a rank from `first` (by default the lowest) to `last`, lowest first, at most `limit`. Eventually consistent. */
export async function listUntil<Value>(
  store: { readonly dynamo: DynamoDBClient; readonly table: string },
  list: List,
  page: { readonly first?: string; readonly last: string; readonly limit: number },
): Promise<readonly Value[]> {
  const { first, last } = page;
  const until = listQuery(store.table, list, {
    comparison: first === undefined ? '<=' : 'BETWEEN :first AND',
    rank: last,
  });
  const values = { ...until.ExpressionAttributeValues, ...(first === undefined ? {} : { ':first': text(first) }) };
  const query = { ...until, ExpressionAttributeValues: values };
  return (await queryItems(store.dynamo, query, page.limit)).map((item) => contentOf<Value>(item));
}

/** One page of a listing. Throws `AdapterError` `cursor-malformed` when `after` is no `next` of this listing. */
export async function listPage<Value>(
  store: { readonly dynamo: DynamoDBClient; readonly table: string },
  listing: { readonly list: List; readonly order: 'ascending' | 'descending' },
  page: { readonly limit: number; readonly after?: string },
): Promise<Page<Value>> {
  const ascending = listing.order === 'ascending';
  const bound =
    page.after === undefined
      ? undefined
      : { comparison: ascending ? '>' : '<', rank: rankIn(page.after, listing.list) };
  const query = { ...listQuery(store.table, listing.list, bound), ScanIndexForward: ascending };
  // One extra item shows whether there is a next page.
  const items = await queryItems(store.dynamo, query, page.limit + 1);
  const shown = items.slice(0, page.limit);
  const last = shown.at(-1);
  const next =
    items.length > shown.length && last !== undefined
      ? { next: cursorAt(listing.list, textOf(last, byList.sortKey)) }
      : {};
  return { items: shown.map((item) => contentOf<Value>(item)), ...next };
}

function listQuery(table: string, list: List, bound?: { readonly comparison: string; readonly rank: string }) {
  const bounded = bound !== undefined;
  return {
    TableName: table,
    IndexName: byList.name,
    KeyConditionExpression: bounded ? `#l = :l AND #r ${bound.comparison} :r` : '#l = :l',
    ExpressionAttributeNames: { '#l': byList.partitionKey, ...(bounded ? { '#r': byList.sortKey } : {}) },
    ExpressionAttributeValues: { ':l': text(list), ...(bounded ? { ':r': text(bound.rank) } : {}) },
  };
}

/** Longer than any rank of ours; in any encoding it fits the 1,024 bytes of a sort key. */
const LONGEST_RANK = 256;

/** The start of the next page; safe in a URL, and bound to its listing. */
export const cursorAt = (list: List, rank: string): string => Buffer.from(`${list} ${rank}`).toString('base64url');

function rankIn(cursor: string, list: List): string {
  const rank = Buffer.from(cursor, 'base64url')
    .toString()
    .slice(list.length + 1);
  if (rank === '' || rank.length > LONGEST_RANK || cursorAt(list, rank) !== cursor)
    throw new AdapterError('cursor-malformed', { retryable: false });
  return rank;
}
