import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../../contract/tables.ts';
import { monthOf, type SeenReceipt } from '../../core/recovery/state/tally.ts';
import type { ReceiptViews, ShownTally } from '../../ports/receipts.ts';
import type { Page } from '../../ports/workspace.ts';
import { answerOf } from '../aws/errors.ts';
import { unlessRefused } from './calls.ts';
import { whole, workspaceKey } from './items.ts';
import { contentItem, contentOf, listedItem, listPage } from './listing.ts';

/** Seconds for which a receipt is listed: longer than the year that auditors look at. The ledger keeps it for ever. */
const REMEMBER_SECONDS = 400 * 86_400;

/** Receipts and tallies in the workspace table: one item for each, receipts in one listing for each month. */
export class DynamoDbReceipts implements ReceiptViews {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async note(receipt: SeenReceipt): Promise<void> {
    const { account, seq, recordedAt } = receipt;
    const key = workspaceKey('receipt', account, String(seq));
    const place = { list: `receipt#${monthOf(recordedAt)}`, rank: `${recordedAt}#${account}#${seq}` } as const;
    const forgetAt = Math.ceil(Date.parse(recordedAt) / 1000) + REMEMBER_SECONDS;
    const Item = { ...listedItem(key, place, receipt), [WORKSPACE.expiry]: whole(forgetAt) };
    await answerOf(this.#dynamo.send(new PutItemCommand({ TableName: this.#table, Item })));
  }

  of(month: string, page: { readonly limit: number; readonly after?: string }): Promise<Page<SeenReceipt>> {
    const store = { dynamo: this.#dynamo, table: this.#table };
    return listPage<SeenReceipt>(store, { list: `receipt#${month}`, order: 'descending' }, page);
  }

  async noteTally(tally: ShownTally): Promise<void> {
    const put = new PutItemCommand({
      TableName: this.#table,
      Item: { ...workspaceKey('tally', tally.month), ...contentItem(tally), seq: whole(tally.seq) },
      ConditionExpression: 'attribute_not_exists(#p) OR #n <= :n',
      ExpressionAttributeNames: { '#p': WORKSPACE.partitionKey, '#n': 'seq' },
      ExpressionAttributeValues: { ':n': whole(tally.seq) },
    });
    await unlessRefused(this.#dynamo.send(put));
  }

  async tally(month: string): Promise<ShownTally | undefined> {
    const get = new GetItemCommand({ TableName: this.#table, Key: workspaceKey('tally', month) });
    const { Item: item } = await answerOf(this.#dynamo.send(get));
    return item === undefined ? undefined : contentOf<ShownTally>(item);
  }
}
