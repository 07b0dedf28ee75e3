import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../../contract/tables.ts';
import type { BatchRows, RowChunk, UploadedBy } from '../../ports/batch-rows.ts';
import { answerOf } from '../aws/errors.ts';
import { queryItems } from './calls.ts';
import { text, whole, workspaceKey } from './items.ts';
import { contentItem, contentOf } from './listing.ts';

/** Seconds for which uploaded rows are kept. */
const KEPT = 30 * 86_400;

/** Digits of a row's index in a key, so that keys are in the order of the rows. */
const DIGITS = 8;

/** More chunks than the rows of the largest batch can be divided into. */
const MOST_CHUNKS = 20_000;

/** Uploaded rows in the workspace table: an item for each chunk, in one partition for each batch and uploader. */
export class DynamoDbBatchRows implements BatchRows {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async put(of: UploadedBy, chunk: RowChunk): Promise<void> {
    const put = new PutItemCommand({
      TableName: this.#table,
      Item: {
        ...workspaceKey('batch', idOf(of), String(chunk.from).padStart(DIGITS, '0')),
        ...contentItem(chunk),
        [WORKSPACE.expiry]: whole(Math.ceil(Date.parse(chunk.at) / 1000) + KEPT),
      },
    });
    await answerOf(this.#dynamo.send(put));
  }

  async read(of: UploadedBy): Promise<readonly RowChunk[]> {
    const query = {
      TableName: this.#table,
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeNames: { '#pk': WORKSPACE.partitionKey },
      ExpressionAttributeValues: { ':pk': workspaceKey('batch', idOf(of))[WORKSPACE.partitionKey] ?? text('') },
      ConsistentRead: true,
    };
    return (await queryItems(this.#dynamo, query, MOST_CHUNKS)).map((item) => contentOf<RowChunk>(item));
  }
}

/** A digest has a fixed length, so no two uploads have one id. */
const idOf = ({ digest, by }: UploadedBy): string => `${digest}#${by}`;
