import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { LEDGER } from '../../contract/tables.ts';
import { alertFor } from '../../core/audit/alert.ts';
import { type HashedCommit, LedgerCorrupt } from '../../core/audit/commit.ts';
import { openStored } from '../../core/audit/stored-commit.ts';
import type { StoredCommit } from '../../core/audit/verify.ts';
import type { Actor } from '../../core/recovery/commands.ts';
import { beginningOf } from '../../core/values/hash.ts';
import { AdapterError } from '../../ports/errors.ts';
import { type Ledger, MOST_OF_A_RECOVERY, type RecoveryCommits } from '../../ports/ledger.ts';
import { answerOf } from '../aws/errors.ts';
import { getItems, queryItems } from './calls.ts';
import { type Item, optionalText, text, textOf, texts, whole } from './items.ts';

const { partitionKey, sortKey, byCommand, byRecovery, alert } = LEDGER;

/**
 * The ledger in DynamoDB: one item a commit, written once by a PutItem that demands that its place is empty. Needs GetItem, PutItem, Query
 * and BatchGetItem, and nothing that could change an item.
 */
export class DynamoDbLedger implements Ledger {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async head(account: string): Promise<HashedCommit | undefined> {
    const newest = { ...this.#stream(account), ScanIndexForward: false };
    const [item] = await queryItems(this.#dynamo, newest, 1);
    return item === undefined ? undefined : openStored(storedOf(item), account);
  }

  async findCommand(account: string, commandId: string): Promise<HashedCommit | undefined> {
    const beginning = beginningOf(commandId);
    const condition = beginning === undefined ? '#s = :s' : 'begins_with(#s, :s)';
    const query = {
      ...this.#stream(account, condition, { '#s': byCommand.sortKey }, { ':s': text(beginning ?? commandId) }),
      IndexName: byCommand.name,
      // DynamoDB fetches what the index does not project, in the same read.
      Select: 'ALL_ATTRIBUTES',
    } as const;
    const [found] = await queryItems(this.#dynamo, query, 1);
    if (found === undefined) return undefined;
    const { seq } = storedOf(found);
    const item = 'bytes' in found ? found : await this.#get(account, seq);
    const hashed = openStored(storedOf(item), account);
    const { id } = hashed.commit.command;
    if (beginning === undefined ? id !== commandId : !id.startsWith(beginning))
      throw new LedgerCorrupt(account, seq, 'copy-altered');
    return hashed;
  }

  async append(commit: HashedCommit): Promise<'appended' | 'taken'> {
    const put = new PutItemCommand({
      TableName: this.#table,
      Item: itemOf(commit),
      ConditionExpression: 'attribute_not_exists(#p)',
      ExpressionAttributeNames: { '#p': partitionKey },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    try {
      await this.#dynamo.send(put);
      return 'appended';
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) return answerOf(Promise.reject(error));
      const { account, seq } = commit.commit;
      const standing = storedOf(error.Item ?? (await this.#get(account, seq)));
      // INVARIANT: what stands there may be this very commit, written by an attempt whose answer was lost.
      return standing.hash === commit.hash && standing.bytes === commit.bytes ? 'appended' : 'taken';
    }
  }

  async locate(recovery: string): Promise<string | undefined> {
    const [item] = await queryItems(this.#dynamo, this.#recovery(recovery), 1);
    return item === undefined ? undefined : textOf(item, partitionKey);
  }

  async read(
    account: string,
    page: { readonly from: number; readonly limit: number },
  ): Promise<readonly StoredCommit[]> {
    const query = this.#stream(account, '#s >= :s', { '#s': sortKey }, { ':s': whole(page.from) });
    return (await queryItems(this.#dynamo, query, page.limit)).map(storedOf);
  }

  async readRecovery(account: string, recovery: string): Promise<RecoveryCommits> {
    const { numbers, cut } = await this.#numbersOf(account, recovery);
    const keys = numbers.map((seq) => keyOf(account, seq));
    const items = await getItems(this.#dynamo, this.#table, keys);
    return { commits: items.map(storedOf).sort((a, b) => a.seq - b.seq), cut };
  }

  /** Where the first and the last commits of a recovery stand. One more of the last is asked for: it says whether they meet the first. */
  async #numbersOf(account: string, recovery: string) {
    const query = this.#recovery(recovery);
    const numbersIn = (items: readonly Item[]) =>
      items.map(storedOf).flatMap((row) => (row.account === account ? [row.seq] : []));
    const found = await queryItems(this.#dynamo, query, MOST_OF_A_RECOVERY);
    const first = numbersIn(found);
    const end = first.at(-1);
    if (end === undefined || found.length < MOST_OF_A_RECOVERY) return { numbers: first, cut: null };
    const newest = { ...query, ScanIndexForward: false };
    const last = numbersIn(await queryItems(this.#dynamo, newest, MOST_OF_A_RECOVERY + 1)).reverse();
    const beyond = last.filter((seq) => seq > end);
    if (beyond.length <= MOST_OF_A_RECOVERY) return { numbers: [...first, ...beyond], cut: null };
    const shown = beyond.slice(1);
    return { numbers: [...first, ...shown], cut: { after: end, before: shown[0] ?? end } };
  }

  #stream(account: string, condition?: string, names: Record<string, string> = {}, values: Item = {}) {
    return {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: ['#p = :p', ...(condition === undefined ? [] : [condition])].join(' AND '),
      ExpressionAttributeNames: { '#p': partitionKey, ...names },
      ExpressionAttributeValues: { ':p': text(account), ...values },
    };
  }

  #recovery(recovery: string) {
    return {
      TableName: this.#table,
      IndexName: byRecovery.name,
      KeyConditionExpression: '#r = :r',
      ExpressionAttributeNames: { '#r': byRecovery.partitionKey },
      ExpressionAttributeValues: { ':r': text(recovery) },
    };
  }

  async #get(account: string, seq: number): Promise<Item> {
    const get = new GetItemCommand({ TableName: this.#table, Key: keyOf(account, seq), ConsistentRead: true });
    const { Item: item } = await answerOf(this.#dynamo.send(get));
    if (item === undefined) throw new AdapterError('unavailable', { retryable: true });
    return item;
  }
}

const keyOf = (account: string, seq: number): Item => ({ [partitionKey]: text(account), [sortKey]: whole(seq) });

/**
 * The commit, its hash and its state, and beside them the copies that indexes and stream filters read. `alert` is there where people on duty
 * are to be told, and says how severe it is.
 */
export function itemOf({ commit, bytes, hash, state }: HashedCommit): Item {
  return {
    ...keyOf(commit.account, commit.seq),
    ...optionalText(byRecovery.partitionKey, commit.recovery),
    ...optionalText('tier', commit.tier),
    ...optionalText('kind', commit.kind),
    ...optionalText(alert, alertFor(commit)?.severity ?? null),
    [byCommand.sortKey]: text(commit.command.id),
    commandType: text(commit.command.type),
    at: text(commit.at),
    actor: text(nameOf(commit.actor)),
    policy: text(commit.policy),
    events: texts(commit.events.map(({ type }) => type)),
    prev: text(commit.prev),
    hash: text(hash),
    bytes: text(bytes),
    state: text(state),
  };
}

function nameOf(actor: Actor): string {
  if (actor.by === 'person') return actor.person;
  return actor.by === 'ticket-system' ? `ticket-system:${actor.source}` : actor.by;
}

/** What stands in an item. Missing attributes come out empty, so that the checks find them. */
const storedOf = (item: Item): StoredCommit => ({
  account: item[partitionKey]?.S ?? '',
  seq: Number(item[sortKey]?.N),
  bytes: item['bytes']?.S ?? '',
  hash: item['hash']?.S ?? '',
  state: item['state']?.S ?? '',
});
