import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LocalCognito } from '../../../local/aws/cognito.ts';
import { LocalDynamoDb } from '../../../local/aws/dynamodb.ts';
import { LocalFunctions } from '../../../local/aws/functions.ts';
import type { Operations } from '../../../local/aws/protocol/operations.ts';
import { LocalSecretsManager } from '../../../local/aws/secrets-manager.ts';
import { workspaceTable } from '../../../local/start/tables.ts';

const LAG_MS = 200;
const clock = { now: 1_763_632_800_000 };
const now = () => clock.now;
const later = (): void => {
  clock.now += LAG_MS;
};

/** Calls the operations of a service. */
const callsOf =
  (operations: Operations) =>
  async <Answer extends object>(name: string, input: object): Promise<Answer> =>
    (await operations[name]?.(input)) as Answer;

describe('a secret, to whoever asks by its name or for a label', () => {
  const SecretId = 'prod/db';
  const [one, two] = ['1'.repeat(32), '2'.repeat(32)];
  let call: ReturnType<typeof callsOf>;

  beforeEach(async () => {
    call = callsOf(new LocalSecretsManager({ functions: new LocalFunctions({}), now, lagMs: LAG_MS }).operations);
    await call('CreateSecret', { Name: SecretId, ClientRequestToken: one, SecretString: 'first' });
  });

  const labels = async () =>
    (await call<{ VersionIdsToStages: object }>('DescribeSecret', { SecretId })).VersionIdsToStages;
  const value = async (more: object = {}) =>
    (await call<{ SecretString: string }>('GetSecretValue', { SecretId, ...more })).SecretString;

  it('is not there for a while after it was made, in no list either', async () => {
    const list = { Filters: [{ Key: 'name', Values: ['prod/'] }], MaxResults: 10 };
    await expect(labels()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(await call('ListSecrets', list)).toMatchObject({ SecretList: [] });
    later();
    expect(await call('ListSecrets', list)).toMatchObject({ SecretList: [{ Name: SecretId }] });
    expect(await labels()).toEqual({ [one]: ['AWSCURRENT'] });
  });

  it('has its labels, its value and its tags of before for a while; a version is what it is', async () => {
    later();
    await call('PutSecretValue', { SecretId, ClientRequestToken: two, SecretString: 'second' });
    await call('TagResource', { SecretId, Tags: [{ Key: 'countersign:governed', Value: 'true' }] });
    expect(await labels()).toEqual({ [one]: ['AWSCURRENT'] });
    expect(await call('DescribeSecret', { SecretId })).toMatchObject({ Tags: [] });
    expect(await call('ListSecretVersionIds', { SecretId })).toMatchObject({ Versions: [{ VersionId: one }] });
    expect(await value()).toBe('first');
    expect(await value({ VersionId: two })).toBe('second');
    later();
    expect(await labels()).toEqual({ [one]: ['AWSPREVIOUS'], [two]: ['AWSCURRENT'] });
    expect(await call('DescribeSecret', { SecretId })).toMatchObject({ Tags: [{ Value: 'true' }] });
    expect(await value()).toBe('second');
  });

  it('is shown as it was at each time, whatever comes after', async () => {
    later();
    await call('UpdateSecretVersionStage', { SecretId, VersionStage: 'mine', MoveToVersionId: one });
    clock.now += LAG_MS / 2;
    await call('UpdateSecretVersionStage', { SecretId, VersionStage: 'yours', MoveToVersionId: one });
    clock.now += LAG_MS / 2;
    expect(await labels()).toEqual({ [one]: ['AWSCURRENT', 'mine'] });
    later();
    expect(await labels()).toEqual({ [one]: ['AWSCURRENT', 'mine', 'yours'] });
  });
});

describe('a user of a pool', () => {
  const UserPoolId = 'us-east-1_demo';
  const user = { UserPoolId, Username: 'lena' };
  let call: ReturnType<typeof callsOf>;

  beforeEach(async () => {
    call = callsOf(new LocalCognito({ now, pools: [UserPoolId], lagMs: LAG_MS }).operations);
    await call('AdminCreateUser', { ...user, TemporaryPassword: 'Temporary-1', MessageAction: 'SUPPRESS' });
  });

  const listed = async () =>
    (await call<{ Users: { Username: string; Enabled: boolean }[] }>('ListUsers', { UserPoolId })).Users;

  it('is in no list for a while, and is read at once by their name', async () => {
    expect(await listed()).toEqual([]);
    expect(await call('AdminGetUser', user)).toMatchObject({ Enabled: true });
    later();
    expect(await listed()).toMatchObject([{ Username: 'lena' }]);
  });

  it('is listed for a while as they were, also when they are gone', async () => {
    later();
    await call('AdminDisableUser', user);
    expect(await listed()).toMatchObject([{ Enabled: true }]);
    expect(await call('AdminGetUser', user)).toMatchObject({ Enabled: false });
    later();
    expect(await listed()).toMatchObject([{ Enabled: false }]);
    await call('AdminDeleteUser', user);
    expect(await listed()).toHaveLength(1);
    later();
    expect(await listed()).toEqual([]);
  });

  it('has sessions that a list shows later', async () => {
    const { UserPoolClient } = await call<{ UserPoolClient: { ClientId: string } }>('CreateUserPoolClient', {
      ...{ UserPoolId, ClientName: 'c' },
    });
    await call('AdminSetUserPassword', { ...user, Password: 'Permanent-1', Permanent: true });
    later();
    await call('AdminInitiateAuth', {
      ...{ UserPoolId, ClientId: UserPoolClient.ClientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH' },
      AuthParameters: { USERNAME: user.Username, PASSWORD: 'Permanent-1' },
    });
    expect(await call('AdminListUserSessions', user)).toEqual({ Sessions: [] });
    later();
    expect(await call('AdminListUserSessions', user)).toMatchObject({ Sessions: [{ SessionType: 'TOKEN' }] });
  });
});

describe('an item of a table', () => {
  const TableName = 'workspace';
  const place = { pk: { S: 'view#1' }, sk: { S: 'x' } };
  let dynamo: LocalDynamoDb;
  let call: ReturnType<typeof callsOf>;

  beforeEach(async () => {
    dynamo = await LocalDynamoDb.open({ tables: [workspaceTable(TableName)], lagMs: LAG_MS, now });
    call = callsOf(dynamo.operations);
  });
  afterEach(() => dynamo.close());

  const put = (rank: string, list = 'open') =>
    call('PutItem', { TableName, Item: { ...place, list: { S: list }, rank: { S: rank } } });
  const get = async (ConsistentRead: boolean) =>
    (await call<{ Item?: { rank: { S: string } } }>('GetItem', { TableName, Key: place, ConsistentRead })).Item?.rank.S;
  const query = async (list = 'open') =>
    call<{ Items: { rank: { S: string } }[]; Count: number }>('Query', {
      ...{ TableName, IndexName: 'by-list', KeyConditionExpression: '#l = :l' },
      ExpressionAttributeNames: { '#l': 'list' },
      ExpressionAttributeValues: { ':l': { S: list } },
    });

  it('is in a global index after a while only, and there in a read that is strongly consistent', async () => {
    await put('1');
    expect(await query()).toMatchObject({ Items: [], Count: 0 });
    expect([await get(true), await get(false)]).toEqual(['1', undefined]);
    later();
    expect(await query()).toMatchObject({ Items: [{ rank: { S: '1' } }], Count: 1 });
    expect(await get(false)).toBe('1');
  });

  it('is as it was before for a while, in an index and in every other read that is not strongly consistent', async () => {
    await put('1');
    later();
    await put('2');
    expect((await query()).Items).toMatchObject([{ rank: { S: '1' } }]);
    expect([await get(true), await get(false)]).toEqual(['2', '1']);
    await call('UpdateItem', {
      ...{ TableName, Key: place, UpdateExpression: 'SET #r = :r', ExpressionAttributeNames: { '#r': 'rank' } },
      ExpressionAttributeValues: { ':r': { S: '3' } },
    });
    expect([await get(true), await get(false)]).toEqual(['3', '1']);
    later();
    expect([await get(false), (await query()).Items]).toMatchObject(['3', [{ rank: { S: '3' } }]]);
  });

  it('of a transaction is late like any other, and one whose condition failed was never there', async () => {
    const Put = { TableName, Item: { ...place, list: { S: 'open' }, rank: { S: '1' } } };
    const ConditionExpression = 'attribute_not_exists(pk)';
    await call('TransactWriteItems', { TransactItems: [{ Put }] });
    expect((await query()).Items).toEqual([]);
    later();
    await expect(
      call('TransactWriteItems', { TransactItems: [{ Put: { ...Put, ConditionExpression } }] }),
    ).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    expect((await query()).Items).toHaveLength(1);
  });
});
