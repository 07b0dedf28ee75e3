import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../../contract/tables.ts';
import type { Alert } from '../../core/audit/alert.ts';
import { digestOf } from '../../core/values/hash.ts';
import type { HeldTicket, Page, RecoveryView, StreamHead, StreamStanding, Views } from '../../ports/workspace.ts';
import { answerOf, answerUnless } from '../aws/errors.ts';
import { unlessRefused } from './calls.ts';
import { type Item, text, textOf, whole, workspaceKey } from './items.ts';
import { contentItem, cursorAt, listedItem, listPage } from './listing.ts';

type PageOf = { readonly limit: number; readonly after?: string };

/** Seconds for which an alert is kept, and a released ticket remembered, so that a late event does not hold it again: longer than any redelivery. */
const REMEMBER_SECONDS = 90 * 86_400;

/**
 * Read models in the workspace table: one item for each recovery, stream and held ticket. Recoveries are ordered by opening, newest first,
 * so pages stay stable while recoveries change; streams by name; tickets by waiting time.
 */
export class DynamoDbViews implements Views {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  list(which: 'open' | 'ended', page: PageOf): Promise<Page<RecoveryView>> {
    return this.#page({ list: `recovery#${which}`, order: 'descending' }, page);
  }

  cursorAt(which: 'open' | 'ended', view: Pick<RecoveryView, 'id' | 'openedAt'>): string {
    return cursorAt(`recovery#${which}`, rankOf(view));
  }

  async head(account: string): Promise<StreamHead | undefined> {
    const Key = workspaceKey('head', account);
    const get = new GetItemCommand({ TableName: this.#table, Key, ConsistentRead: true });
    const { Item: item } = await answerOf(this.#dynamo.send(get));
    return item === undefined ? undefined : (JSON.parse(textOf(item, 'value')) as StreamHead);
  }

  /** One transaction: half of the calls, for twice the write capacity. */
  async noteHead(head: StreamHead, view?: RecoveryView): Promise<void> {
    const puts = [headItem(head), ...(view === undefined ? [] : [viewItem(view)])].map((item) => this.#newer(item));
    if (puts.length > 1) {
      const together = new TransactWriteItemsCommand({ TransactItems: puts.map((Put) => ({ Put })) });
      const done = await answerUnless(this.#dynamo.send(together), ['TransactionCanceledException']);
      if (done !== undefined) return;
    }
    // A later commit has put one of them, or somebody writes one at this moment: then nothing was put, and each is put by itself.
    for (const put of puts) await unlessRefused(this.#dynamo.send(new PutItemCommand(put)));
  }

  heads(page: PageOf): Promise<Page<StreamHead>> {
    return this.#page({ list: 'head', order: 'ascending' }, page);
  }

  /** Only a later event holds a released ticket again. */
  async holdTicket(ticket: HeldTicket): Promise<void> {
    const { source, id } = ticket;
    const place = { list: 'ticket', rank: `${ticket.at}#${nameOf(source, id)}` } as const;
    const forgetAt = Math.ceil(Date.parse(ticket.at) / 1000) + REMEMBER_SECONDS;
    const put = new PutItemCommand({
      TableName: this.#table,
      Item: { ...listedItem(ticketKey(source, id), place, ticket), at: text(ticket.at), forgetAt: whole(forgetAt) },
      ConditionExpression: 'attribute_not_exists(#p) OR #a < :a',
      ExpressionAttributeNames: { '#p': WORKSPACE.partitionKey, '#a': 'at' },
      ExpressionAttributeValues: { ':a': text(ticket.at) },
    });
    await unlessRefused(this.#dynamo.send(put));
  }

  /** Removes the ticket from the listing and lets the rest of the item expire. */
  async releaseTicket(source: string, id: string): Promise<void> {
    const { byList, expiry, partitionKey } = WORKSPACE;
    const release = new UpdateItemCommand({
      TableName: this.#table,
      Key: ticketKey(source, id),
      UpdateExpression: 'SET #t = #f REMOVE #l, #r',
      ConditionExpression: 'attribute_exists(#p)',
      ExpressionAttributeNames: {
        ...{ '#p': partitionKey, '#t': expiry, '#f': 'forgetAt' },
        ...{ '#l': byList.partitionKey, '#r': byList.sortKey },
      },
    });
    await unlessRefused(this.#dynamo.send(release));
  }

  heldTickets(page: PageOf): Promise<Page<HeldTicket>> {
    return this.#page({ list: 'ticket', order: 'ascending' }, page);
  }

  async noteAlert(alert: Alert): Promise<void> {
    const { account, seq, at } = alert;
    const key = workspaceKey('alert', account, String(seq));
    const place = { list: 'alert', rank: `${at}#${account}#${seq}` } as const;
    const forgetAt = Math.ceil(Date.parse(at) / 1000) + REMEMBER_SECONDS;
    const Item = { ...listedItem(key, place, alert), [WORKSPACE.expiry]: whole(forgetAt) };
    await answerOf(this.#dynamo.send(new PutItemCommand({ TableName: this.#table, Item })));
  }

  alerts(page: PageOf): Promise<Page<Alert>> {
    return this.#page({ list: 'alert', order: 'descending' }, page);
  }

  /** What waits no more stays as an item without a place in the list, so that an earlier commit cannot list it again. */
  async showStanding(standing: StreamStanding): Promise<void> {
    const { stream, seq, freeze, proposals } = standing;
    const key = workspaceKey('standing', stream);
    const isListed = freeze !== null || proposals.length > 0;
    const item = isListed
      ? listedItem(key, { list: 'standing', rank: stream }, standing)
      : { ...key, ...contentItem(standing) };
    await unlessRefused(this.#dynamo.send(new PutItemCommand(this.#newer({ item, seq }))));
  }

  standings(page: PageOf): Promise<Page<StreamStanding>> {
    return this.#page({ list: 'standing', order: 'ascending' }, page);
  }

  /** A put that replaces nothing of a later commit. */
  #newer({ item, seq }: { readonly item: Item; readonly seq: number }) {
    return {
      TableName: this.#table,
      Item: { ...item, seq: whole(seq) },
      ConditionExpression: 'attribute_not_exists(#p) OR #n <= :n',
      ExpressionAttributeNames: { '#p': WORKSPACE.partitionKey, '#n': 'seq' },
      ExpressionAttributeValues: { ':n': whole(seq) },
    };
  }

  #page<Value>(listing: Parameters<typeof listPage>[1], page: PageOf): Promise<Page<Value>> {
    return listPage<Value>({ dynamo: this.#dynamo, table: this.#table }, listing, page);
  }
}

function viewItem(view: RecoveryView) {
  const list = view.ended ? 'recovery#ended' : 'recovery#open';
  return { item: listedItem(workspaceKey('view', view.id), { list, rank: rankOf(view) }, view), seq: view.seq };
}

function headItem(head: StreamHead) {
  const { account, seq } = head;
  return { item: listedItem(workspaceKey('head', account), { list: 'head', rank: account }, head), seq };
}

const rankOf = ({ openedAt, id }: Pick<RecoveryView, 'id' | 'openedAt'>): string => `${openedAt}#${id}`;

/** Ticket ids of sources can have any length; a DynamoDB key cannot. */
const nameOf = (source: string, id: string): string => digestOf({ source, id });
const ticketKey = (source: string, id: string): Item => workspaceKey('ticket', nameOf(source, id));
