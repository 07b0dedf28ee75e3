import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../../contract/tables.ts';
import type { CampaignCount } from '../../core/risk/facts.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { Campaigns, CampaignTouch, CampaignWindow, Hand } from '../../ports/workspace.ts';
import { answerOf } from '../aws/errors.ts';
import { queryItems } from './calls.ts';
import { text, textOf, whole, workspaceKey } from './items.ts';

/** Most items that one count reads, newest first; no signal needs a higher count. */
const MOST = 100;

/** Seconds for which a count is kept: the window of its signal, plus a day. */
const keptFor = ({ by }: Hand): number => (by.startsWith('suspected-') || by === 'verifier-failed' ? 31 : 2) * 86_400;

/** The hour of an instant. There is one item for each hand, hour and account, so one account alone cannot crowd out others. */
const hourOf = (at: Instant): string => at.slice(0, 'yyyy-mm-ddThh'.length);

/** Campaign counters in the workspace table. A window starts at the beginning of its first hour. */
export class DynamoDbCampaigns implements Campaigns {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async note({ hand, account, at }: CampaignTouch): Promise<void> {
    const item = {
      ...workspaceKey('campaign', `${hand.by}#${hand.id}`, `${hourOf(at)}#${account}`),
      account: text(account),
      [WORKSPACE.expiry]: whole(Math.floor(Date.parse(at) / 1000) + keptFor(hand)),
    };
    await answerOf(this.#dynamo.send(new PutItemCommand({ TableName: this.#table, Item: item })));
  }

  counts(hands: readonly Hand[], window: CampaignWindow): Promise<readonly CampaignCount[]> {
    return Promise.all(hands.map((hand) => this.#count(hand, window)));
  }

  async #count({ by, id }: Hand, { since, except }: CampaignWindow): Promise<CampaignCount> {
    const key = workspaceKey('campaign', `${by}#${id}`, hourOf(since));
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
    const accounts = new Set(items.map((item) => textOf(item, 'account')));
    accounts.delete(except);
    return { by, accounts: accounts.size };
  }
}
