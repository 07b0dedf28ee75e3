import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../contract/tables.ts';
import type { CampaignCount } from '../core/risk/facts.ts';
import type { Campaigns, CampaignTouch, Hand } from '../ports/workspace.ts';
import { answerOf } from './aws-errors.ts';
import { queryItems } from './dynamodb-calls.ts';
import { text, textOf, whole, workspaceKey } from './dynamodb-items.ts';

/** More than this many in a day are counted as this many: it bounds the read, and is remarkable enough. */
const MOST = 50;

/** How long a count is kept, in seconds: the window of the signals, and a day on top. */
const KEPT = 2 * 86_400;

/** Campaign counters in the workspace table: one item for each hand and recovery, in the order of time. */
export class DynamoDbCampaigns implements Campaigns {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async note({ hand, account, recovery, at }: CampaignTouch): Promise<void> {
    const item = {
      ...workspaceKey('campaign', `${hand.by}#${hand.id}`, `${at}#${recovery}`),
      account: text(account),
      [WORKSPACE.expiry]: whole(Math.floor(Date.parse(at) / 1000) + KEPT),
    };
    await answerOf(this.#dynamo.send(new PutItemCommand({ TableName: this.#table, Item: item })));
  }

  counts(hands: readonly Hand[], window: { readonly since: string; readonly except: string }) {
    return Promise.all(hands.map((hand) => this.#count(hand, window)));
  }

  async #count({ by, id }: Hand, window: { readonly since: string; readonly except: string }): Promise<CampaignCount> {
    const key = workspaceKey('campaign', `${by}#${id}`, window.since);
    const query = {
      TableName: this.#table,
      KeyConditionExpression: '#pk = :pk AND #sk >= :since',
      ExpressionAttributeNames: { '#pk': WORKSPACE.partitionKey, '#sk': WORKSPACE.sortKey },
      ExpressionAttributeValues: {
        ':pk': key[WORKSPACE.partitionKey] ?? text(''),
        ':since': key[WORKSPACE.sortKey] ?? text(''),
      },
      ScanIndexForward: false,
    };
    const items = await queryItems(this.#dynamo, query, MOST);
    return { by, recoveries: items.filter((item) => textOf(item, 'account') !== window.except).length };
  }
}
