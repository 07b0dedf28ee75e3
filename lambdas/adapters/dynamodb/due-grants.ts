import {
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { WORKSPACE } from '../../contract/tables.ts';
import type { DueGrant, DueGrants, ListedGrant } from '../../ports/workspace.ts';
import { answerOf } from '../aws/errors.ts';
import { unlessRefused } from './calls.ts';
import { text, workspaceKey } from './items.ts';
import { listedItem, listUntil } from './listing.ts';

/** Grants that must end, in the workspace table: one item for each recovery, ordered by when it is due. */
export class DynamoDbDueGrants implements DueGrants {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async note(grant: DueGrant): Promise<void> {
    await answerOf(this.#put({ ...grant, dueAt: grant.expiresAt }));
  }

  due(now: string, { limit, after }: { readonly limit: number; readonly after?: ListedGrant }) {
    // A rank and a space: the smallest text that is greater.
    const first = after === undefined ? {} : { first: `${rankOf(after)} ` };
    // `$` sorts after `#`, so grants that are due exactly now are included, whatever their recovery.
    const place = { ...first, last: `${now}$`, limit };
    return listUntil<ListedGrant>({ dynamo: this.#dynamo, table: this.#table }, 'grant', place);
  }

  async moveBack(grant: ListedGrant, dueAt: string): Promise<boolean> {
    const isWhereItWas = {
      ConditionExpression: '#r = :r',
      ExpressionAttributeNames: { '#r': WORKSPACE.byList.sortKey },
      ExpressionAttributeValues: { ':r': text(rankOf(grant)) },
    };
    return (await unlessRefused(this.#put({ ...grant, dueAt }, isWhereItWas))) !== undefined;
  }

  async clear(recovery: string): Promise<void> {
    const remove = new DeleteItemCommand({ TableName: this.#table, Key: workspaceKey('grant', recovery) });
    await answerOf(this.#dynamo.send(remove));
  }

  #put(grant: ListedGrant, condition: Partial<PutItemCommandInput> = {}): Promise<object> {
    const place = { list: 'grant', rank: rankOf(grant) } as const;
    const { account, recovery, connector, expiresAt, dueAt, contains } = grant;
    const value = { account, recovery, connector, expiresAt, dueAt, ...(contains === true && { contains }) };
    const item = listedItem(workspaceKey('grant', recovery), place, value);
    return this.#dynamo.send(new PutItemCommand({ TableName: this.#table, Item: item, ...condition }));
  }
}

const rankOf = ({ dueAt, recovery }: ListedGrant): string => `${dueAt}#${recovery}`;
