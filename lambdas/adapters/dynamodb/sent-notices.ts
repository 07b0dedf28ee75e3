import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../../contract/tables.ts';
import type { NoticeKey, SentNotices } from '../../ports/sent-notices.ts';
import { answerOf } from '../aws/errors.ts';
import { type Item, whole, workspaceKey } from './items.ts';

/** Seconds for which a marker is kept: 90 days, longer than any redelivery. */
const KEPT = 90 * 86_400;

/** Markers in the workspace table, one for each commit and contact; none contains an address. */
export class DynamoDbSentNotices implements SentNotices {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async has(notice: NoticeKey): Promise<boolean> {
    const get = new GetItemCommand({ TableName: this.#table, Key: keyOf(notice), ConsistentRead: true });
    return (await answerOf(this.#dynamo.send(get))).Item !== undefined;
  }

  async add(notice: NoticeKey, at: string): Promise<void> {
    const expiry = Math.ceil(Date.parse(at) / 1000) + KEPT;
    const Item = { ...keyOf(notice), [WORKSPACE.expiry]: whole(expiry) };
    await answerOf(this.#dynamo.send(new PutItemCommand({ TableName: this.#table, Item })));
  }
}

const keyOf = ({ account, seq, contact }: NoticeKey): Item => workspaceKey('notice', account, `${seq}#${contact}`);
