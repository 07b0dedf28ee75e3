import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { LEDGER } from '../../contract/tables.ts';
import { LedgerCorrupt, type SignedCommit } from '../../core/audit/commit.ts';
import type { Keys } from '../../core/audit/keys.ts';
import { claimedKey, openStored, type StoredCommit } from '../../core/audit/verify.ts';
import { isGivenAs } from '../../core/recovery/state/given.ts';
import { type CommitRange, isInRanges } from '../../core/registry/voiding.ts';
import { beginningOf } from '../../core/values/hash.ts';
import { AdapterError } from '../../ports/errors.ts';
import { type Ledger, MOST_OF_A_RECOVERY, type RecoveryCommits } from '../../ports/ledger.ts';
import type { Keyring } from '../../ports/signing.ts';
import { answerOf } from '../aws/errors.ts';
import { getItems, queryItems } from './calls.ts';
import { type Item, text, textOf, whole } from './items.ts';
import { itemOf, keyOf, storedIn } from './ledger-items.ts';

const { partitionKey, sortKey, byCommand, byRecovery } = LEDGER;

/** Most commits that are read to find one that is not voided; somebody who forges more with one name keeps that command from being given again. */
const MOST_WITH_ONE_NAME = 1000;

/**
 * The ledger in DynamoDB: one item for each commit, written once by a PutItem on the condition that its place is empty. Needs GetItem,
 * PutItem, Query and BatchGetItem; no right to change an item.
 */
export class DynamoDbLedger implements Ledger {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;
  readonly #keyring: Keyring;
  /** Streams of recoveries that were located: a recovery never moves. */
  readonly #streams = new Map<string, string>();
  /** The newest numbers that this instance has seen. Only a guess: `heads` reads whether it still holds. */
  readonly #numbers = new Map<string, number>();

  constructor(dynamo: DynamoDBClient, table: string, keyring: Keyring) {
    this.#dynamo = dynamo;
    this.#table = table;
    this.#keyring = keyring;
  }

  async head(account: string): Promise<SignedCommit | undefined> {
    const newest = { ...this.#stream(account), ScanIndexForward: false };
    const [item] = await queryItems(this.#dynamo, newest, 1);
    return item === undefined ? undefined : this.#newest(item, account);
  }

  /**
   * One read for all streams whose newest number this instance has seen before: there the commit with that number, and that none follows it.
   * Where there are many others, the same read looks whether they are empty, or have one commit. `head` for every other one.
   */
  async heads(accounts: readonly string[]): Promise<readonly (SignedCommit | undefined)[]> {
    const wanted = [...new Set(accounts)];
    const seen = wanted.flatMap((account) => {
      const seq = this.#numbers.get(account);
      return seq === undefined ? [] : [{ account, seq }];
    });
    // Of many streams that this instance has not seen, most are empty, or have one commit.
    const isMany = wanted.length - seen.length >= MANY;
    const guesses = isMany ? wanted.map((account) => ({ account, seq: this.#numbers.get(account) ?? 1 })) : seen;
    const keys = guesses.flatMap(({ account, seq }) => [keyOf(account, seq), keyOf(account, seq + 1)]);
    // Alone, a stream costs one read by `head` as well, and never two.
    const items = guesses.length < 2 ? [] : await getItems(this.#dynamo, this.#table, keys);
    const byStream = new Map<string, Item[]>();
    for (const item of items) {
      const account = textOf(item, partitionKey);
      byStream.set(account, [...(byStream.get(account) ?? []), item]);
    }
    const found = new Map<string, Promise<SignedCommit | undefined>>();
    for (const { account, seq } of guesses) {
      const [item, later] = byStream.get(account) ?? [];
      const isSeen = this.#numbers.has(account);
      // Of a stream that had commits, `head` tells what is left: it is not empty because its first commit is gone.
      if (item === undefined && !isSeen && guesses.length > 1) found.set(account, Promise.resolve(undefined));
      else if (item !== undefined && later === undefined && storedIn(item).seq === seq)
        found.set(account, this.#newest(item, account));
    }
    for (const account of wanted) if (!found.has(account)) found.set(account, this.head(account));
    return Promise.all(accounts.map((account) => found.get(account)));
  }

  async findCommand(
    account: string,
    commandId: string,
    skipped: readonly CommitRange[] = [],
  ): Promise<SignedCommit | undefined> {
    const beginning = beginningOf(commandId);
    const condition = beginning === undefined ? '#s = :s' : 'begins_with(#s, :s)';
    const query = {
      ...this.#stream(account, condition, { '#s': byCommand.sortKey }, { ':s': text(beginning ?? commandId) }),
      IndexName: byCommand.name,
      ConsistentRead: false,
    };
    // Each voided commit can have this id as well.
    const most = Math.min(
      skipped.reduce((sum, { from, to }) => sum + to - from + 1, 1),
      MOST_WITH_ONE_NAME,
    );
    const all = await queryItems(this.#dynamo, query, most);
    const found = all.find((item) => !isInRanges(skipped, storedIn(item).seq));
    if (found === undefined) return undefined;
    const { seq } = storedIn(found);
    const hashed = await this.#opened(await this.#get(account, seq), account);
    if (!isGivenAs(hashed.commit, commandId)) throw new LedgerCorrupt(account, seq, 'copy-altered');
    return hashed;
  }

  async append(commit: SignedCommit): Promise<'appended' | 'taken'> {
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
      const standing = storedIn(error.Item ?? (await this.#get(account, seq)));
      // INVARIANT: the commit already there may be this same commit, from an attempt whose answer was lost.
      return standing.hash === commit.hash && standing.bytes === commit.bytes ? 'appended' : 'taken';
    }
  }

  async locate(recovery: string): Promise<string | undefined> {
    const known = this.#streams.get(recovery);
    if (known !== undefined) return known;
    const items = await queryItems(this.#dynamo, this.#recovery(recovery), MOST_NAMING);
    const firsts = new Map(items.toReversed().map((item) => [textOf(item, partitionKey), item]));
    const [only] = firsts.keys();
    const stream = firsts.size > 1 ? await this.#openingAmong([...firsts.values()].reverse(), recovery) : only;
    if (stream === undefined) return undefined;
    if (this.#streams.size >= MOST_LOCATED) this.#streams.clear();
    this.#streams.set(recovery, stream);
    return stream;
  }

  /** A forged commit elsewhere may name a recovery: its stream is the one with the commit that opened it, verified by itself. */
  async #openingAmong(items: readonly Item[], recovery: string): Promise<string | undefined> {
    for (const item of items) {
      const { account, seq } = { account: textOf(item, partitionKey), seq: Number(item[sortKey]?.N) };
      const signed = await this.#opened(await this.#get(account, seq), account).catch(unlessForged);
      const isOpening = signed?.commit.events.some(({ type }) => type === 'RecoveryOpened');
      if (isOpening && signed?.commit.recovery === recovery) return account;
    }
    return undefined;
  }

  async read(
    account: string,
    page: { readonly from: number; readonly limit: number },
  ): Promise<readonly StoredCommit[]> {
    const query = this.#stream(account, '#s >= :s', { '#s': sortKey }, { ':s': whole(page.from) });
    return (await queryItems(this.#dynamo, query, page.limit)).map(storedIn);
  }

  async readRecovery(account: string, recovery: string): Promise<RecoveryCommits> {
    const { numbers, cut } = await this.#numbersOf(account, recovery);
    const keys = numbers.map((seq) => keyOf(account, seq));
    const items = await getItems(this.#dynamo, this.#table, keys);
    return { commits: items.map(storedIn).sort((a, b) => a.seq - b.seq), cut };
  }

  async opening(account: string, recovery: string): Promise<number | undefined> {
    // A forged commit on another stream may name this recovery, under any number.
    const named = (await queryItems(this.#dynamo, this.#recovery(recovery), MOST_OF_A_RECOVERY)).map(storedIn);
    return named.find((row) => row.account === account)?.seq;
  }

  keysOf(rows: readonly StoredCommit[]): Promise<Keys> {
    return this.#keyring.keysFor(rows.flatMap(({ bytes }) => claimedKey(bytes) ?? []));
  }

  #newest(item: Item, account: string): Promise<SignedCommit> {
    if (this.#numbers.size >= MOST_LOCATED) this.#numbers.clear();
    this.#numbers.set(account, storedIn(item).seq);
    return this.#opened(item, account);
  }

  async #opened(item: Item, account: string): Promise<SignedCommit> {
    const row = storedIn(item);
    return openStored(row, account, await this.keysOf([row]));
  }

  /** The numbers of the first and the last commits of a recovery. One extra of the last shows whether there is a gap between them. */
  async #numbersOf(account: string, recovery: string) {
    const query = this.#recovery(recovery);
    const numbersIn = (items: readonly Item[]) =>
      items.map(storedIn).flatMap((row) => (row.account === account ? [row.seq] : []));
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

const MOST_LOCATED = 1_000;

/** Unseen streams from which on one read of their first two places is better than a query each. */
const MANY = 8;

/** Most commits that are looked at for streams that name one recovery: keys only, so one request. */
const MOST_NAMING = 1_000;

function unlessForged(error: unknown): undefined {
  if (!(error instanceof LedgerCorrupt)) throw error;
}
