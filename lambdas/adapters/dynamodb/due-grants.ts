import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { DueGrant, DueGrants } from '../../ports/workspace.ts';
import { answerOf } from '../aws/errors.ts';
import { workspaceKey } from './items.ts';
import { listedItem, listUntil } from './listing.ts';

/** Grants that must end, in the workspace table: one item for each recovery, ordered by end. */
export class DynamoDbDueGrants implements DueGrants {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async note({ account, recovery, expiresAt }: DueGrant): Promise<void> {
    const place = { list: 'grant', rank: `${expiresAt}#${recovery}` } as const;
    const item = listedItem(workspaceKey('grant', recovery), place, { account, recovery, expiresAt });
    await answerOf(this.#dynamo.send(new PutItemCommand({ TableName: this.#table, Item: item })));
  }

  due(now: string, limit: number): Promise<readonly DueGrant[]> {
    // `$` sorts after `#`, so grants that end exactly now are included, whatever their recovery.
    return listUntil({ dynamo: this.#dynamo, table: this.#table }, 'grant', { last: `${now}$`, limit });
  }

  async clear(recovery: string): Promise<void> {
    const remove = new DeleteItemCommand({ TableName: this.#table, Key: workspaceKey('grant', recovery) });
    await answerOf(this.#dynamo.send(remove));
  }
}
