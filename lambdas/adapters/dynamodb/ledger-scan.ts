import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { LEDGER } from '../../contract/tables.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { LedgerScan } from '../../ports/ledger.ts';
import type { LedgerPlace, Span } from '../../ports/queue.ts';
import { answerOf } from '../aws/errors.ts';
import { type Item, text, whole } from './items.ts';

/** Scans of the ledger's table, one DynamoDB page at a time: half a read unit for every 4 KB of the whole table. Needs Scan. */
export class DynamoDbLedgerScan implements LedgerScan {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async scan({ since, until, after }: Span) {
    const page = new ScanCommand({
      TableName: this.#table,
      ProjectionExpression: '#p, #s',
      FilterExpression: '#at BETWEEN :since AND :until',
      ExpressionAttributeNames: { '#p': LEDGER.partitionKey, '#s': LEDGER.sortKey, '#at': 'at' },
      ExpressionAttributeValues: { ':since': text(since), ':until': text(until) },
      ExclusiveStartKey: after === null ? undefined : keyOf(after),
    });
    const { Items: items = [], LastEvaluatedKey: last } = await answerOf(this.#dynamo.send(page));
    return { places: items.map(placeOf), next: last === undefined ? null : JSON.stringify(placeOf(last)) };
  }
}

const placeOf = (item: Item): LedgerPlace => ({
  stream: item[LEDGER.partitionKey]?.S ?? '',
  seq: Number(item[LEDGER.sortKey]?.N),
});

function keyOf(after: string): Item {
  try {
    const { stream, seq } = JSON.parse(after) as LedgerPlace;
    if (typeof stream === 'string' && Number.isSafeInteger(seq))
      return { [LEDGER.partitionKey]: text(stream), [LEDGER.sortKey]: whole(seq) };
  } catch {
    // Falls through to the error below, like JSON that is no place.
  }
  throw new AdapterError('cursor-malformed', { retryable: false });
}
