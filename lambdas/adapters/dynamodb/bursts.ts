import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../../contract/tables.ts';
import { type Burst, NO_BURST } from '../../core/recovery/views/burst.ts';
import type { Bursts, KeptBurst } from '../../ports/bursts.ts';
import { answerOf, answerUnless } from '../aws/errors.ts';
import { type Item, text, textOf, whole, workspaceKey } from './items.ts';

/** Seconds for which a burst is kept: a day, longer than any is gathered. */
const KEPT = 86_400;

/** Bursts in the workspace table: an item for each reader. It names places of commits, and no address. */
export class DynamoDbBursts implements Bursts {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async load(reader: string): Promise<KeptBurst> {
    const get = new GetItemCommand({ TableName: this.#table, Key: keyOf(reader), ConsistentRead: true });
    const { Item: item } = await answerOf(this.#dynamo.send(get));
    if (item === undefined) return { burst: NO_BURST, version: 0 };
    return { burst: JSON.parse(textOf(item, 'burst')) as Burst, version: Number(item['version']?.N) };
  }

  async replace(reader: string, { burst, version }: KeptBurst, at: string): Promise<boolean> {
    const put = new PutItemCommand({
      TableName: this.#table,
      Item: {
        ...{ ...keyOf(reader), burst: text(JSON.stringify(burst)), version: whole(version + 1) },
        [WORKSPACE.expiry]: whole(Math.ceil(Date.parse(at) / 1000) + KEPT),
      },
      ConditionExpression: version === 0 ? 'attribute_not_exists(#v)' : '#v = :v',
      ExpressionAttributeNames: { '#v': 'version' },
      ...(version > 0 && { ExpressionAttributeValues: { ':v': whole(version) } }),
    });
    return (await answerUnless(this.#dynamo.send(put), ['ConditionalCheckFailedException'])) !== undefined;
  }
}

const keyOf = (reader: string): Item => workspaceKey('burst', reader);
