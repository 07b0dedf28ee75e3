import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { sha256 } from '../../core/values/hash.ts';
import type { CountedUse, PasskeyCounters } from '../../ports/passkeys.ts';
import { answerOf } from '../aws/errors.ts';
import { unlessRefused } from './calls.ts';
import { text, whole, workspaceKey } from './items.ts';

/** The last counter of every passkey of staff, in the workspace table: one item for each, by the hash of its id. */
export class DynamoDbPasskeyCounters implements PasskeyCounters {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async advance(credentialId: string, { counter, challenge }: CountedUse): Promise<boolean> {
    // A passkey that does not count always says 0.
    const follows = counter === 0 ? '#n = :n' : '#n < :n OR (#n = :n AND #c = :c)';
    const note = new UpdateItemCommand({
      TableName: this.#table,
      Key: workspaceKey('passkey', sha256(credentialId)),
      UpdateExpression: 'SET #n = :n, #c = :c',
      ConditionExpression: `attribute_not_exists(#n) OR ${follows}`,
      ExpressionAttributeNames: { '#n': 'counter', '#c': 'challenge' },
      ExpressionAttributeValues: { ':n': whole(counter), ':c': text(challenge) },
    });
    return (await answerOf(unlessRefused(this.#dynamo.send(note)))) !== undefined;
  }
}
