import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ASKED } from '../../../../local/aws/protocol/door.ts';
import { type LocalAws, startLocalAws } from '../../../../local/aws/server.ts';
import { callingAs, reachStandIns } from '../../../../local/iam/principal.ts';
import { endpointOf } from '../endpoints.ts';

const context = new AsyncLocalStorage<string>();
const seen: unknown[] = [];
let aws: LocalAws;

beforeAll(async () => {
  reachStandIns();
  const echo = async (event: unknown) => {
    seen.push(context.getStore());
    return event;
  };
  const broken = async () => Promise.reject(new Error('broken'));
  aws = await startLocalAws({ functions: { echo, broken }, now: () => 1_000 });
});
afterAll(() => aws.close());

/** How many requests left this process by HTTP. */
async function sockets(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const add = (): void => {
    count += 1;
  };
  subscribe('http.client.request.start', add);
  await work().finally(() => unsubscribe('http.client.request.start', add));
  return count;
}

const secrets = (endpoint = endpointOf(aws)) => new SecretsManagerClient({ ...endpoint, maxAttempts: 1 });

describe('a client of this process reaches the stand-ins without a socket', () => {
  it('by JSON: an answer, and an error of its class', async () => {
    const count = await sockets(async () => {
      await secrets().send(new CreateSecretCommand({ Name: 'a', SecretString: 'ä' }));
      expect(await secrets().send(new GetSecretValueCommand({ SecretId: 'a' }))).toMatchObject({ SecretString: 'ä' });
      const none = secrets().send(new GetSecretValueCommand({ SecretId: 'none' }));
      await expect(none).rejects.toBeInstanceOf(ResourceNotFoundException);
    });
    expect(count).toBe(0);
  });

  it('by forms', async () => {
    const Message = { Subject: { Data: 'x' }, Body: { Text: { Data: 'y' } } };
    const mail = new SendEmailCommand({
      Source: 'a@example.com',
      Destination: { ToAddresses: ['b@example.com'] },
      Message,
    });
    const count = await sockets(async () => {
      const sent = await new SESClient(endpointOf(aws)).send(mail);
      expect(sent.MessageId).toEqual(expect.any(String));
    });
    expect(count).toBe(0);
  });

  it('by paths: the result of a function, and its error', async () => {
    const lambda = new LambdaClient(endpointOf(aws));
    const invoke = (FunctionName: string) => lambda.send(new InvokeCommand({ FunctionName, Payload: '{"a":1}' }));
    const count = await sockets(async () => {
      expect(Buffer.from((await invoke('echo')).Payload ?? []).toString()).toBe('{"a":1}');
      expect(await invoke('broken')).toMatchObject({ FunctionError: 'Unhandled' });
    });
    expect(count).toBe(0);
  });

  it('while what it sets off knows nothing of the context of whoever sent it, as behind a socket', async () => {
    seen.length = 0;
    await context.run('of the sender', () =>
      new LambdaClient(endpointOf(aws)).send(new InvokeCommand({ FunctionName: 'echo', Payload: '{}' })),
    );
    expect(seen).toEqual([undefined]);
  });

  it('and without a signature, where it says as whom it asks; nobody else does', async () => {
    const signed: boolean[] = [];
    const look = (message: unknown): void => {
      const { request } = message as { readonly request: { readonly headers: Readonly<Record<string, string>> } };
      signed.push(/Signature=[0-9a-f]{64}$/.test(request.headers['authorization'] ?? ''));
    };
    const ask = () => secrets().send(new GetSecretValueCommand({ SecretId: 'a' }));
    subscribe(ASKED, look);
    try {
      await callingAs('arn:aws:iam::000000000000:role/somebody', ask);
      await ask();
    } finally {
      unsubscribe(ASKED, look);
    }
    expect(signed).toEqual([false, true]);
  });

  it('and timers have their turn while it sends without a pause', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    const begin = performance.now();
    while (performance.now() - begin < 50) await secrets().send(new GetSecretValueCommand({ SecretId: 'a' }));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(1);
  });
});

it('other programs reach the stand-ins by the port', async () => {
  const headers = { authorization: 'AWS4-HMAC-SHA256 x', 'x-amz-target': 'secretsmanager.GetSecretValue' };
  const answer = await fetch(aws.endpoint, { method: 'POST', headers, body: '{"SecretId":"a"}' });
  expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.1');
  expect(await answer.json()).toMatchObject({ SecretString: 'ä' });
});

it('where the stand-ins are closed a call fails as at a port that is closed', async () => {
  const other = await startLocalAws();
  const endpoint = endpointOf(other);
  await other.close();
  const asked = secrets(endpoint).send(new GetSecretValueCommand({ SecretId: 'a' }));
  await expect(asked).rejects.toThrow('ECONNREFUSED');
});
