import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../../contract/tables.ts';
import type { LedgerPlace } from '../../ports/queue.ts';
import type { SentNotices } from '../../ports/sent-notices.ts';
import { answerOf } from '../aws/errors.ts';
import { type Item, whole, workspaceKey } from './items.ts';

/** Seconds for which a marker is kept: 90 days, longer than any redelivery. */
const KEPT = 90 * 86_400;

/** Markers in the workspace table: one item for each commit, with the set of its contacts; none contains an address. */
export class DynamoDbSentNotices implements SentNotices {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async sentTo(commit: LedgerPlace): Promise<ReadonlySet<string>> {
    const get = new GetItemCommand({ TableName: this.#table, Key: keyOf(commit), ConsistentRead: true });
    return new Set((await answerOf(this.#dynamo.send(get))).Item?.['contacts']?.SS ?? []);
  }

  async add(commit: LedgerPlace, contacts: readonly string[], at: string): Promise<void> {
    // DynamoDB has no empty set.
    if (contacts.length === 0) return;
    const update = new UpdateItemCommand({
      TableName: this.#table,
      Key: keyOf(commit),
      UpdateExpression: 'ADD #c :c SET #e = :e',
      ExpressionAttributeNames: { '#c': 'contacts', '#e': WORKSPACE.expiry },
      ExpressionAttributeValues: {
        ':c': { SS: [...new Set(contacts)] },
        ':e': whole(Math.ceil(Date.parse(at) / 1000) + KEPT),
      },
    });
    await answerOf(this.#dynamo.send(update));
  }
}

const keyOf = ({ stream, seq }: LedgerPlace): Item => workspaceKey('notice', stream, String(seq));
