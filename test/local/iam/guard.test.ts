import { DynamoDBClient, GetItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { arnOf, REGION } from '../../../local/aws/arns.ts';
import { type LocalAws, startLocalAws } from '../../../local/aws/server.ts';
import { urlOf } from '../../../local/aws/sqs.ts';
import type { Judged } from '../../../local/iam/guard.ts';
import { roleArn } from '../../../local/iam/physical.ts';
import { asOperator, callingAs, reachStandIns } from '../../../local/iam/principal.ts';
import { ALERT_TOPIC, MAIL_FROM, NAMES, signingKeyOf } from '../../../local/start/environment.ts';
import { admissionOf } from '../../../local/start/guard.ts';
import { ledgerTable, workspaceTable } from '../../../local/start/tables.ts';
import { deployedParts } from '../../../local/start/template.ts';
import { caughtLog } from '../../support/http.ts';

/** The stand-ins behind the policies of the synthesized template. */

const OPERATOR_KEY = 'key-of-the-owner';
let aws: LocalAws;
let queue = '';
const judged: Judged[] = [];

beforeAll(async () => {
  caughtLog();
  reachStandIns();
  const { policies, queues } = deployedParts();
  queue = queues.variables['RELAY_QUEUE_URL'] ?? '';
  aws = await startLocalAws({
    tables: [ledgerTable(NAMES.ledger), workspaceTable(NAMES.workspace)],
    keys: [NAMES.dataKey, NAMES.custodyKey],
    signingKeys: [signingKeyOf('people'), signingKeyOf('intake')],
    topics: [ALERT_TOPIC],
    queues: queues.byName,
    scheduleGroups: [NAMES.scheduleGroup],
    functions: { rotateSecret: async () => null, revoke: async () => null },
    admission: (services) =>
      admissionOf({ policies, operatorKey: OPERATOR_KEY, record: (one) => judged.push(one) }, services),
  });
  const secrets = new SecretsManagerClient(options());
  const make = (Name: string, more: object = {}) =>
    asOperator(() => secrets.send(new CreateSecretCommand({ Name, SecretString: 'x', ...more })));
  await make(`${NAMES.webhookPrefix}jira`, { KmsKeyId: NAMES.custodyKey });
  await make(`${NAMES.boxPrefix}one`, { KmsKeyId: NAMES.dataKey });
  await make('prod/db', { Tags: [{ Key: 'countersign:governed', Value: 'true' }] });
  await make('prod/private');
});
afterAll(() => aws.close());

const options = (accessKeyId = 'local') => ({
  ...{ endpoint: aws.endpoint, region: REGION, maxAttempts: 1 },
  credentials: { accessKeyId, secretAccessKey: 'local' },
});

/** A role calls a service. */
const as = <Result>(name: string, run: () => Promise<Result>): Promise<Result> => callingAs(roleArn(name), run);

const reads = (name: string, key: string, table: string = NAMES.workspace) =>
  as(name, () =>
    new DynamoDBClient(options()).send(
      new GetItemCommand({ TableName: table, Key: { pk: { S: key }, sk: { S: 'x' } } }),
    ),
  );
const opens = (name: string, SecretId: string) =>
  as(name, () => new SecretsManagerClient(options()).send(new GetSecretValueCommand({ SecretId })));

describe('a call is carried out only under a role with every right that it needs', () => {
  it('items: the partition key decides which a function reads', async () => {
    await expect(reads('query', 'person#jane')).resolves.toBeDefined();
    await expect(reads('query', 'gate#1')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 400 },
      message:
        'User: arn:aws:sts::000000000000:assumed-role/countersign-query/countersign-query is not authorized to perform: ' +
        `dynamodb:GetItem on resource: ${arnOf('dynamodb', 'table/countersign-workspace')} because no identity-based policy ` +
        'allows the dynamodb:GetItem action',
    });
  });

  it('transactions: each part needs its own right', async () => {
    const transact = (name: string, ...keys: readonly string[]) =>
      as(name, () =>
        new DynamoDBClient(options()).send(
          new TransactWriteItemsCommand({
            TransactItems: keys.map((key) => ({
              Put: { TableName: NAMES.workspace, Item: { pk: { S: key }, sk: { S: 'x' } } },
            })),
          }),
        ),
      );
    await expect(transact('relay', 'view#1', 'head#1')).resolves.toBeDefined();
    await expect(transact('relay', 'view#1', 'notice#1')).rejects.toThrow('perform: dynamodb:PutItem');
    await expect(transact('query', 'view#1')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('keys that sign: only with its own family, only a digest', async () => {
    const sign = (family: 'people' | 'intake', MessageType: 'DIGEST' | 'RAW') => {
      const asked = { KeyId: signingKeyOf(family), MessageType, SigningAlgorithm: 'ECDSA_SHA_256' } as const;
      const Message = new Uint8Array(32);
      return as('webhook', () => new KMSClient(options()).send(new SignCommand({ ...asked, Message })));
    };
    await expect(sign('intake', 'DIGEST')).resolves.toBeDefined();
    await expect(sign('intake', 'RAW')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(sign('people', 'DIGEST')).rejects.toThrow('with an explicit deny');
  });

  it('secrets: the right to read is not enough without the right to decrypt', async () => {
    await expect(opens('webhook', `${NAMES.webhookPrefix}jira`)).resolves.toMatchObject({ SecretString: 'x' });
    await expect(opens('signals', `${NAMES.webhookPrefix}jira`)).rejects.toThrow('secretsmanager:GetSecretValue');
    await expect(opens('claim', `${NAMES.boxPrefix}one`)).rejects.toThrow('perform: kms:Decrypt');
  });

  it('secrets: Secrets Manager first tries the key of a secret that is made, and names no secret then', async () => {
    const client = new SecretsManagerClient(options());
    const made = { Name: `${NAMES.boxPrefix}two`, SecretString: 'x', KmsKeyId: NAMES.custodyKey };
    const make = (name: string) => as(name, () => client.send(new CreateSecretCommand(made)));
    judged.length = 0;
    await expect(make('execute')).resolves.toBeDefined();
    const asked = judged.filter(({ action }) => action.startsWith('kms:'));
    const validation = 'RequestToValidateKeyAccess';
    expect(asked.map(({ action, context }) => [action, context['kms:EncryptionContext:SecretARN']])).toEqual([
      ['kms:GenerateDataKey', validation],
      ['kms:Decrypt', validation],
      ['kms:GenerateDataKey', expect.stringContaining(NAMES.boxPrefix)],
      ['kms:Decrypt', expect.stringContaining(NAMES.boxPrefix)],
    ]);
  });

  it('secrets: only one with the tag is rotated, and every one may be described', async () => {
    const client = new SecretsManagerClient(options());
    const RotationLambdaARN = arnOf('lambda', 'function:rotateSecret');
    const rotate = (SecretId: string, arn = RotationLambdaARN) =>
      as('execute', () =>
        client.send(new RotateSecretCommand({ SecretId, RotationLambdaARN: arn, RotateImmediately: false })),
      );
    await expect(rotate('prod/db')).resolves.toBeDefined();
    await expect(rotate('prod/private')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(rotate('prod/db', `${RotationLambdaARN}2`)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const describes = (SecretId: string) => as('execute', () => client.send(new DescribeSecretCommand({ SecretId })));
    await expect(describes('prod/private')).resolves.toBeDefined();
    // IAM is asked before the secret is looked for.
    await expect(describes('prod/none')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(rotate('prod/none')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('schedules: whoever arms one must be allowed to pass its role to the scheduler', async () => {
    const arm = (name: string, RoleArn: string) => {
      const Target = { Arn: arnOf('lambda', 'function:revoke'), RoleArn };
      const about = { Name: name, GroupName: NAMES.scheduleGroup, FlexibleTimeWindow: { Mode: 'OFF' } as const };
      const ScheduleExpression = 'at(2099-01-01T00:00:00)';
      return as('execute', () =>
        new SchedulerClient(options()).send(new CreateScheduleCommand({ ...about, ScheduleExpression, Target })),
      );
    };
    await expect(arm('one', roleArn('scheduler'))).resolves.toBeDefined();
    const refused = { name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } };
    await expect(arm('two', roleArn('execute'))).rejects.toMatchObject(refused);
  });

  it('messages: one topic, no topic but telephones, one sender', async () => {
    const publish = (name: string, to: object) =>
      as(name, () => new SNSClient(options()).send(new PublishCommand({ Message: 'x', ...to })));
    await expect(publish('alerting', { TopicArn: ALERT_TOPIC })).resolves.toBeDefined();
    await expect(publish('notices', { PhoneNumber: '+15551234567' })).resolves.toBeDefined();
    const refused = { name: 'AuthorizationErrorException', $metadata: { httpStatusCode: 403 } };
    await expect(publish('notices', { TopicArn: ALERT_TOPIC })).rejects.toMatchObject(refused);
    await expect(publish('alerting', { PhoneNumber: '+15551234567' })).rejects.toMatchObject(refused);
    const mail = (Source: string) => {
      const text = { Data: 'x' };
      const about = {
        Destination: { ToAddresses: ['a@example.com'] },
        Message: { Subject: text, Body: { Text: text } },
      };
      return as('notices', () => new SESClient(options()).send(new SendEmailCommand({ Source, ...about })));
    };
    await expect(mail(MAIL_FROM)).resolves.toBeDefined();
    await expect(mail('chief@example.com')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('queues: a batch needs the right to send one', async () => {
    const send = (name: string) => {
      const client = new SQSClient({ ...options(), useQueueUrlAsEndpoint: false });
      const Entries = [{ Id: 'a', MessageBody: 'x' }];
      return as(name, () => client.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries })));
    };
    expect(queue).toMatch(urlOf('RelayAgain'));
    await expect(send('redeliver')).resolves.toMatchObject({ Failed: [] });
    await expect(send('query')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('who calls', () => {
  it('is nobody without a principal, and then nothing is carried out', async () => {
    const refused = { name: 'UnrecognizedClientException', $metadata: { httpStatusCode: 403 } };
    const describing = new DescribeSecretCommand({ SecretId: 'prod/db' });
    await expect(new SecretsManagerClient(options()).send(describing)).rejects.toMatchObject(refused);
  });

  it('is the operator with the key of the folder, and only with it', async () => {
    const describing = new DescribeSecretCommand({ SecretId: 'prod/db' });
    await expect(new SecretsManagerClient(options(OPERATOR_KEY)).send(describing)).resolves.toBeDefined();
    const other = new SecretsManagerClient(options(`${OPERATOR_KEY}x`));
    await expect(other.send(describing)).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  });

  it('cannot be claimed by a header from outside', async () => {
    const headers = {
      'x-countersign-principal': `guessed ${roleArn('operator')}`,
      'x-amz-target': 'secretsmanager.DescribeSecret',
      authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/secretsmanager/aws4_request',
    };
    const body = JSON.stringify({ SecretId: 'prod/db' });
    expect((await fetch(aws.endpoint, { method: 'POST', headers, body })).status).toBe(403);
  });

  it('is the role of the function that runs, also where two run at once', async () => {
    const both = await Promise.allSettled([
      reads('query', 'person#jane'),
      reads('query', 'gate#1'),
      reads('relay', 'gate#1'),
    ]);
    // The relay may query gates, and not get one.
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  });

  it('is recorded with the statements that decided', async () => {
    judged.length = 0;
    await opens('webhook', `${NAMES.webhookPrefix}jira`);
    expect(judged.map(({ principal, action, allowed }) => [principal, action, allowed])).toEqual([
      [roleArn('webhook'), 'secretsmanager:GetSecretValue', true],
      [roleArn('webhook'), 'kms:Decrypt', true],
    ]);
    for (const { by } of judged) expect(by).toContainEqual(expect.stringContaining('countersign-webhook: '));
  });
});
