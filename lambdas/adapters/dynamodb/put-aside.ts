import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../../contract/tables.ts';
import { digestOf } from '../../core/values/hash.ts';
import type { StoppedStream, StoppedStreams, UnsentNotice, UnsentNotices } from '../../ports/put-aside.ts';
import type { LedgerPlace, Notice } from '../../ports/queue.ts';
import type { Page } from '../../ports/workspace.ts';
import { answerOf } from '../aws/errors.ts';
import { unlessRefused } from './calls.ts';
import { type Item, whole, workspaceKey } from './items.ts';
import { contentItem, listedItem, listPage } from './listing.ts';

type PageOf = { readonly limit: number; readonly after?: string };

/** Stopped streams in the workspace table: one item for each stream. One that goes on again stays as an item without a place in the list. */
export class DynamoDbStoppedStreams implements StoppedStreams {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  noteStopped(stopped: StoppedStream): Promise<void> {
    const { stream, seq } = stopped;
    return this.#put(seq, listedItem(workspaceKey('stopped', stream), { list: 'stopped', rank: stream }, stopped));
  }

  noteResumed(place: LedgerPlace): Promise<void> {
    return this.#put(place.seq, { ...workspaceKey('stopped', place.stream), ...contentItem(place) });
  }

  stopped(page: PageOf): Promise<Page<StoppedStream>> {
    return listPage({ dynamo: this.#dynamo, table: this.#table }, { list: 'stopped', order: 'ascending' }, page);
  }

  /** Replaces nothing of a later commit. */
  async #put(seq: number, item: Item): Promise<void> {
    const put = new PutItemCommand({
      TableName: this.#table,
      Item: { ...item, seq: whole(seq) },
      ConditionExpression: 'attribute_not_exists(#p) OR #n <= :n',
      ExpressionAttributeNames: { '#p': WORKSPACE.partitionKey, '#n': 'seq' },
      ExpressionAttributeValues: { ':n': whole(seq) },
    });
    await unlessRefused(this.#dynamo.send(put));
  }
}

/** Seconds for which a message that was not sent is listed: 90 days, longer than any dead letter is kept. */
const KEPT = 90 * 86_400;

/** Messages that were not sent, in the workspace table: one item for each commit and audience. */
export class DynamoDbUnsentNotices implements UnsentNotices {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async noteUnsent(unsent: UnsentNotice): Promise<void> {
    const { stream, seq, audience, at } = unsent;
    const place = { list: 'unsent', rank: nameOf({ stream, seq, audience }) } as const;
    const Item = {
      ...listedItem(keyOf(unsent), place, unsent),
      [WORKSPACE.expiry]: whole(Math.ceil(Date.parse(at) / 1000) + KEPT),
    };
    await answerOf(this.#dynamo.send(new PutItemCommand({ TableName: this.#table, Item })));
  }

  async noteSent(notice: Notice): Promise<void> {
    await answerOf(this.#dynamo.send(new DeleteItemCommand({ TableName: this.#table, Key: keyOf(notice) })));
  }

  unsent(page: PageOf): Promise<Page<UnsentNotice>> {
    return listPage({ dynamo: this.#dynamo, table: this.#table }, { list: 'unsent', order: 'ascending' }, page);
  }
}

/** Streams and audiences can be long; a rank cannot. */
const nameOf = ({ stream, seq, audience }: Notice): string => digestOf({ stream, seq, audience });
const keyOf = (notice: Notice): Item => workspaceKey('unsent', nameOf(notice));
