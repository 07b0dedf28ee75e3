import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { LogPlaces } from '../../ports/directory-log.ts';
import { answerOf, answerUnless } from '../aws/errors.ts';
import { text, textOf, workspaceKey } from './items.ts';

/** Places in the logs of directories, in the workspace table: one item for each log. */
export class DynamoDbLogPlaces implements LogPlaces {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async load(log: string): Promise<string | null> {
    const get = new GetItemCommand({ TableName: this.#table, Key: workspaceKey('log', log), ConsistentRead: true });
    const { Item: item } = await answerOf(this.#dynamo.send(get));
    return item === undefined ? null : textOf(item, 'place');
  }

  async move(log: string, from: string | null, to: string): Promise<boolean> {
    const put = new PutItemCommand({
      TableName: this.#table,
      Item: { ...workspaceKey('log', log), place: text(to) },
      ExpressionAttributeNames: { '#p': 'place' },
      ...(from === null
        ? { ConditionExpression: 'attribute_not_exists(#p)' }
        : { ConditionExpression: '#p = :p', ExpressionAttributeValues: { ':p': text(from) } }),
    });
    return (await answerUnless(this.#dynamo.send(put), ['ConditionalCheckFailedException'])) !== undefined;
  }
}
