import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../../contract/tables.ts';
import type { ChatNote, ChatNotes, ChatThread } from '../../ports/chat.ts';
import { answerOf, answerUnless } from '../aws/errors.ts';
import { type Item, optionalText, textOf, whole, workspaceKey } from './items.ts';

/** Seconds for which a note is kept: 400 days, longer than the longest grant and its review. */
const KEPT = 400 * 86_400;

/** Notes in the workspace table: an item for each thread, with the newest commit and the place of its message. No text, no mailbox. */
export class DynamoDbChatNotes implements ChatNotes {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async find(thread: ChatThread): Promise<ChatNote | undefined> {
    const get = new GetItemCommand({ TableName: this.#table, Key: keyOf(thread), ConsistentRead: true });
    const { Item: item } = await answerOf(this.#dynamo.send(get));
    if (item === undefined) return undefined;
    const place =
      item['message'] === undefined ? null : { channel: textOf(item, 'channel'), message: textOf(item, 'message') };
    return { seq: Number(item['seq']?.N), place };
  }

  async note(thread: ChatThread, { seq, place }: ChatNote, at: string): Promise<void> {
    const put = new PutItemCommand({
      TableName: this.#table,
      Item: {
        ...keyOf(thread),
        seq: whole(seq),
        ...optionalText('channel', place?.channel ?? null),
        ...optionalText('message', place?.message ?? null),
        [WORKSPACE.expiry]: whole(Math.ceil(Date.parse(at) / 1000) + KEPT),
      },
      ConditionExpression: 'attribute_not_exists(#s) OR #s <= :s',
      ExpressionAttributeNames: { '#s': 'seq' },
      ExpressionAttributeValues: { ':s': whole(seq) },
    });
    await answerUnless(this.#dynamo.send(put), ['ConditionalCheckFailedException']);
  }
}

const keyOf = ({ recovery, name }: ChatThread): Item => workspaceKey('chat', recovery, name);
