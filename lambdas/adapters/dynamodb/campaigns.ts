import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../../contract/tables.ts';
import type { CampaignCount } from '../../core/risk/facts.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { Campaigns, CampaignTouch, CampaignWindow, Hand } from '../../ports/workspace.ts';
import { answerOf } from '../aws/errors.ts';
import { queryItems } from './calls.ts';
import { text, textOf, whole, workspaceKey } from './items.ts';

/** Items that one count reads, newest first: bounds the read, and is more than any signal waits for. */
const MOST = 100;

/** How long a count is kept, in seconds: the window of its signal, and a day on top. */
const keptFor = ({ by }: Hand): number => (by.startsWith('suspected-') ? 31 : 2) * 86_400;

/** An hour, as an instant begins: one item for each hand, hour and account, so that one account alone cannot crowd out the others. */
const hourOf = (at: Instant): string => at.slice(0, 'yyyy-mm-ddThh'.length);

/** Campaign counters in the workspace table. A window begins with the hour in which it opens. */
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
