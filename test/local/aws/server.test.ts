import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '../../../local/aws/server.ts';
import { ledgerTable } from '../../../local/start/tables.ts';
import { refusal } from '../../contracts/aws/rules.ts';
import { endpointOf } from './endpoints.ts';

describe('the local server', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await startLocalAws();
  });
  afterAll(() => aws.close());

  const SIGNED = { authorization: 'AWS4-HMAC-SHA256 Credential=x' };
  async function send(headers: Record<string, string>, body = '{}', path = '/') {
    const response = await fetch(`${aws.endpoint}${path}`, { method: 'POST', headers, body });
    return { status: response.status, text: await response.text() };
  }

  it('listens on loopback only, and says where', () => {
    expect(aws.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(aws.environment).toEqual({
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    });
  });

  it('answers an operation that is not emulated with an error that the SDK raises', async () => {
    const config = endpointOf(aws);
    expect(await refusal(new SecretsManagerClient(config).send(new CancelRotateSecretCommand({ SecretId: 'a' })))).toBe(
      'UnknownOperationException',
    );
    expect(await refusal(new SFNClient(config).send(new ListExecutionsCommand({})))).toBe('UnknownOperationException');
    expect(await refusal(new SNSClient(config).send(new ListTopicsCommand({})))).toBe('UnknownOperationException');
    expect(await refusal(new SchedulerClient(config).send(new ListSchedulesCommand({})))).toBe(
      'UnknownOperationException',
    );
  });

  it('answers a parameter that is not emulated with an error', async () => {
    const client = new SecretsManagerClient(endpointOf(aws));
    const binary = new CreateSecretCommand({ Name: 'a', SecretBinary: Buffer.from('x') });
    expect(await refusal(client.send(binary))).toBe('InvalidParameterException');
  });

  it.each([
    ['an unknown service', { ...SIGNED, 'x-amz-target': 'AWSLambda.Invoke' }, '{}'],
    ['a service that only begins like one', { ...SIGNED, 'x-amz-target': 'secretsmanagerX.GetSecretValue' }, '{}'],
    ['no service', SIGNED, '{}'],
    ['an inherited name', { ...SIGNED, 'x-amz-target': 'secretsmanager.constructor' }, '{}'],
  ])('knows nothing of %s', async (_, headers, body) => {
    expect((await send(headers, body)).text).toContain('UnknownOperationException');
  });

  it('refuses a body that is no JSON, and one that is too large', async () => {
    const target = { ...SIGNED, 'x-amz-target': 'secretsmanager.GetSecretValue' };
    expect(await send(target, '{')).toMatchObject({
      status: 400,
      text: expect.stringContaining('SerializationException'),
    });
    const large = JSON.stringify({ SecretId: 'x'.repeat(3 * 1024 * 1024) });
    await expect(send(target, large)).resolves.toMatchObject({ status: 413 });
  });

  it('refuses whoever does not sign, so that no page in a browser can talk to it', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await send(form, 'Action=Publish&Version=2010-03-31')).toMatchObject({ status: 403 });
  });

  it('never repeats a secret in an error', async () => {
    const canary = 'canary-5f2b';
    const headers = { ...SIGNED, 'x-amz-target': 'secretsmanager.CreateSecret' };
    const { text } = await send(headers, JSON.stringify({ Name: 'bad name!', SecretString: canary, More: canary }));
    expect(text).toContain('InvalidParameterException');
    expect(text).not.toContain(canary);
  });
});

describe('a restart of the local server', () => {
  const directory = mkdtempSync(join(tmpdir(), 'aws-'));
  const opened: LocalAws[] = [];
  afterEach(async () => {
    for (const aws of opened.splice(0)) await aws.close();
  });
  afterAll(() => rmSync(directory, { recursive: true }));
  const start = async (options: LocalAwsOptions = {}) => {
    const aws = await startLocalAws({ directory, tables: [ledgerTable('ledger')], ...options });
    opened.push(aws);
    return aws;
  };

  it('keeps secrets, and delivers the commits that nobody has taken yet, but only when it is told to', async () => {
    const taken: unknown[] = [];
    const relay = async (event: unknown): Promise<void> => {
      taken.push(event);
    };
    const ledger = { table: 'ledger', consumers: [{ name: 'relay', function: 'relay' }] };
    const first = await start({ functions: { relay }, ledger });
    await new SecretsManagerClient(endpointOf(first)).send(
      new CreateSecretCommand({ Name: 'a', SecretString: 'value' }),
    );
    const put = new PutItemCommand({
      TableName: 'ledger',
      Item: { account: { S: 'secret:a' }, seq: { N: '1' } },
      ConditionExpression: 'attribute_not_exists(account)',
    });
    await new DynamoDBClient(endpointOf(first)).send(put);
    await opened.pop()?.close();
    expect(taken).toEqual([]);

    const second = await start({ functions: { relay }, ledger });
    const client = new SecretsManagerClient(endpointOf(second));
    expect(await client.send(new GetSecretValueCommand({ SecretId: 'a' }))).toMatchObject({ SecretString: 'value' });
    expect(taken).toEqual([]);
    await second.resume();
    await second.stream?.settled();
    expect(taken).toHaveLength(1);
  });

  it('is possible after a start that was refused, and on a port that was taken', async () => {
    const machine = { name: 'bad', definition: { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } } };
    await expect(start({ stateMachine: machine })).rejects.toThrow('the embedded engine does not run this definition');
    const filters = [{ dynamodb: { NewImage: { seq: { N: [{ numeric: ['>', 1] }] } } } }];
    const ledger = { table: 'ledger', consumers: [{ name: 'relay', function: 'relay', filters }] };
    await expect(start({ functions: { relay: async () => {} }, ledger })).rejects.toThrow('numeric');
    const other = await startLocalAws();
    opened.push(other);
    const port = Number(new URL(other.endpoint).port);
    await expect(start({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await start();
  });

  it('does not wait for a client that keeps its connection', async () => {
    const aws = await start();
    const kept = httpRequest(aws.endpoint, { method: 'POST', headers: { connection: 'keep-alive' } });
    await new Promise((resolve) => {
      kept.on('response', (response) => response.resume().on('end', resolve));
      kept.end();
    });
    const closing = performance.now();
    await opened.pop()?.close();
    expect(performance.now() - closing).toBeLessThan(2_000);
  });
});
