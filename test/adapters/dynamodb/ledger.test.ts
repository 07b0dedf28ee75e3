import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { type Item, text, whole } from '../../../lambdas/adapters/dynamodb/items.ts';
import { DynamoDbLedger } from '../../../lambdas/adapters/dynamodb/ledger.ts';
import type { SignedCommit } from '../../../lambdas/core/audit/commit.ts';
import type { Actor } from '../../../lambdas/core/recovery/state/commands.ts';
import { derivedId, MARK_DIGITS, markedId } from '../../../lambdas/core/values/hash.ts';
import { type LedgerUnderTest, ledgerContract } from '../../contracts/ledger.ts';
import { nextCommit } from '../../support/commits.ts';
import { ENDPOINTS, type Endpoint, makeTables } from '../../support/dynalite.ts';
import { aPolicy, NOW } from '../../support/fixtures.ts';
import { KEYRING } from '../../support/signing.ts';
import { watched } from '../../support/watched-client.ts';

/** `remove`: as no role can. */
type Started = LedgerUnderTest & { readonly remove: (account: string, seq: number) => Promise<void> };

async function start(startEndpoint: () => Promise<Endpoint>): Promise<Started> {
  const endpoint = await startEndpoint();
  const tables = await makeTables(endpoint);
  const watch = watched(tables.dynamo);
  return {
    ledger: new DynamoDbLedger(tables.dynamo, tables.ledger, KEYRING),
    failNext: (fault) => watch.failAt(1, fault),
    requests: watch.requests,
    alter: async (account, seq, change) => {
      const names = Object.keys(change);
      const update = new UpdateItemCommand({
        TableName: tables.ledger,
        Key: { account: { S: account }, seq: { N: String(seq) } },
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(
          Object.entries(change).map(([name, value]) => [`:${name}`, { S: String(value) }]),
        ),
      });
      await tables.dynamo.send(update);
    },
    remove: async (account, seq) => {
      const Key = { account: { S: account }, seq: { N: String(seq) } };
      await tables.dynamo.send(new DeleteItemCommand({ TableName: tables.ledger, Key }));
    },
    stop: async () => {
      await tables.drop();
      await endpoint.stop();
    },
  };
}

for (const [name, startEndpoint] of ENDPOINTS) ledgerContract(`DynamoDbLedger on ${name}`, () => start(startEndpoint));

for (const [name, startEndpoint] of ENDPOINTS)
  it(`reads the newest commits of streams that it has seen by one request, on ${name}`, async () => {
    const { ledger, requests, stop } = await start(startEndpoint);
    const names = ['person:a', 'person:b', 'person:c'];
    for (const account of names) await ledger.append(nextCommit(account));
    const costOf = async () => {
      const before = requests();
      expect((await ledger.heads(names)).map((one) => one?.commit.account)).toEqual(names);
      return requests() - before;
    };
    expect([await costOf(), await costOf()]).toEqual([3, 1]);
    const newest = await ledger.head('person:b');
    await ledger.append(nextCommit('person:b', { head: newest }));
    // Somebody else was faster with one of them: that one is read again.
    expect([await costOf(), await costOf()]).toEqual([2, 1]);
    await stop();
  });

for (const [name, startEndpoint] of ENDPOINTS)
  it(`takes no stream that it has seen for empty because its first commits are gone, on ${name}`, async () => {
    const { ledger, remove, stop } = await start(startEndpoint);
    const [seen, other] = ['person:seen', 'person:other'];
    const first = nextCommit(seen);
    for (const one of [first, nextCommit(other)]) await ledger.append(one);
    await ledger.heads([seen, other]);
    const second = nextCommit(seen, { head: first });
    const third = nextCommit(seen, { head: second });
    for (const one of [second, third]) await ledger.append(one);
    for (const seq of [1, 2]) await remove(seen, seq);
    expect((await ledger.heads([seen, other])).map((one) => one?.commit.seq)).toEqual([3, 1]);
    await stop();
  });

describe('DynamoDbLedger', () => {
  const dynamo = new DynamoDBClient({ region: 'us-east-1' });
  const mock = mockClient(dynamo);
  const ledger = new DynamoDbLedger(dynamo, 'ledger', KEYRING);
  const commit = nextCommit('cognito:jane', { recovery: 'rec-1' });
  const refusal = (item: Item | undefined) =>
    new ConditionalCheckFailedException({ message: 'no', $metadata: {}, ...(item && { Item: item }) });
  /** What the one PutItem of an append would have written. */
  const written = async (hashed: SignedCommit) => {
    mock.reset();
    mock.on(PutItemCommand).resolves({});
    await ledger.append(hashed);
    expect(mock.calls()).toHaveLength(1);
    return mock.commandCalls(PutItemCommand)[0]?.args[0].input;
  };
  beforeEach(() => {
    mock.reset();
  });

  it('writes with one PutItem that demands that its place is empty', async () => {
    expect(await written(commit)).toMatchObject({
      TableName: 'ledger',
      ConditionExpression: 'attribute_not_exists(#p)',
      ExpressionAttributeNames: { '#p': 'account' },
    });
  });

  it('writes copies for its indexes and for the filters of its stream', async () => {
    const hashed = { ...commit, commit: { ...commit.commit, tier: 'critical', kind: 'api-key' } } as const;
    expect((await written(hashed))?.Item).toEqual({
      ...{ account: { S: 'cognito:jane' }, seq: { N: '1' }, recovery: { S: 'rec-1' } },
      ...{ tier: { S: 'critical' }, kind: { S: 'api-key' }, alert: { S: 'warning' } },
      ...{ command: { S: commit.commit.command.id }, commandType: { S: 'StopRecovery' } },
      ...{ at: { S: NOW }, actor: { S: 'person:jane' }, policy: { S: aPolicy().digest } },
      ...{ events: { L: [{ S: 'CommandRefused' }] }, prev: { S: '0'.repeat(64) }, hash: { S: commit.hash } },
      ...{ bytes: { S: commit.bytes }, state: { S: commit.state }, signature: { S: commit.signature } },
    });
  });

  it('writes no copy of what there is not', async () => {
    const item = (await written(nextCommit('source:jira')))?.Item ?? {};
    for (const name of ['recovery', 'tier', 'kind', 'alert']) expect(item).not.toHaveProperty(name);
  });

  it.each<readonly [actor: Actor, name: string]>([
    [{ by: 'workflow' }, 'workflow'],
    [{ by: 'ticket-system', source: 'jira' }, 'ticket-system:jira'],
  ])('calls the actor %j %s', async (actor, name) => {
    const hashed = { ...commit, commit: { ...commit.commit, actor } };
    expect((await written(hashed))?.Item).toMatchObject({ actor: { S: name } });
  });

  it('reads streams strongly consistently', async () => {
    mock.on(QueryCommand).resolves({ Items: [] });
    await ledger.head('cognito:jane');
    await ledger.read('cognito:jane', { from: 1, limit: 1 });
    const queries = mock.commandCalls(QueryCommand).map(({ args }) => args[0].input);
    expect(queries.map(({ ConsistentRead: consistent, Limit: limit }) => [consistent, limit])).toEqual([
      [true, 1],
      [true, 1],
    ]);
  });

  describe('compares a commit with what stands at its number', () => {
    const item = (hashed: SignedCommit): Item => ({ hash: { S: hashed.hash }, bytes: { S: hashed.bytes } });
    const other = nextCommit('cognito:jane');

    it.each([
      ['the same', commit, 'appended'],
      ['another', other, 'taken'],
    ] as const)('that DynamoDB gives back with its refusal: %s', async (_, standing, answer) => {
      mock.on(PutItemCommand).rejects(refusal(item(standing)));
      expect(await ledger.append(commit)).toBe(answer);
      expect(mock.calls()).toHaveLength(1);
    });

    it.each([
      ['the same', commit, 'appended'],
      ['another', other, 'taken'],
    ] as const)('that it must ask for where the refusal says nothing: %s', async (_, standing, answer) => {
      mock.on(PutItemCommand).rejects(refusal(undefined));
      mock.on(GetItemCommand, { ConsistentRead: true }).resolves({ Item: item(standing) });
      expect(await ledger.append(commit)).toBe(answer);
    });

    it('and does not know when there is nothing', async () => {
      mock.on(PutItemCommand).rejects(refusal(undefined));
      mock.on(GetItemCommand).resolves({});
      await expect(ledger.append(commit)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    });
  });

  it('takes of the index of commands only where one stands, and reads it there, strongly consistently', async () => {
    const item = (await written(commit))?.Item ?? {};
    const key = { account: text('cognito:jane'), seq: whole(1) };
    mock
      .on(QueryCommand, { IndexName: 'by-command' })
      .resolves({ Items: [{ ...key, command: text(commit.commit.command.id) }] });
    mock.on(GetItemCommand, { Key: key, ConsistentRead: true }).resolves({ Item: item });
    expect(await ledger.findCommand('cognito:jane', commit.commit.command.id)).toEqual(commit);
  });

  it.each([
    ['another command', 'cmd-other'],
    ['a command of another name', markedId(derivedId('name'), 'a'.repeat(MARK_DIGITS))],
  ])('does not take %s for the one that the index names', async (_, id) => {
    const item = (await written(commit))?.Item ?? {};
    mock.on(QueryCommand).resolves({ Items: [{ account: text('cognito:jane'), seq: whole(1), command: text(id) }] });
    mock.on(GetItemCommand).resolves({ Item: item });
    const corrupt = { code: 'ledger-corrupt', corruption: 'copy-altered', seq: 1 };
    await expect(ledger.findCommand('cognito:jane', id)).rejects.toMatchObject(corrupt);
  });

  it('locates a recovery once: it never moves; one that is not there yet is looked for again', async () => {
    const located = new DynamoDbLedger(dynamo, 'ledger', KEYRING);
    mock
      .on(QueryCommand)
      .resolvesOnce({ Items: [] })
      .resolves({ Items: [{ account: text('cognito:jane') }] });
    const found = [await located.locate('rec-1'), await located.locate('rec-1'), await located.locate('rec-1')];
    expect(found).toEqual([undefined, 'cognito:jane', 'cognito:jane']);
    expect(mock.calls()).toHaveLength(2);
  });

  it('says when it may not, and quotes nothing of what it was given', async () => {
    const denied = Object.assign(new Error('no identity-based policy allows it'), { name: 'AccessDeniedException' });
    mock.on(PutItemCommand).rejects(denied);
    const error = await ledger.append(commit).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'FinalAdapterError', code: 'access-denied', retryable: false });
    expect(String(error)).not.toContain(commit.bytes);
  });
});
