import { type InvocationType, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalAws, startLocalAws } from '../../../local/aws/server.ts';
import { endpointOf } from './endpoints.ts';

let aws: LocalAws;
let client: LambdaClient;

beforeAll(async () => {
  const functions = {
    echo: async (event: unknown) => ({ event }),
    fails: async () => Promise.reject(Object.assign(new Error('no'), { name: 'said-no' })),
  };
  aws = await startLocalAws({ functions });
  client = new LambdaClient({ ...endpointOf(aws), maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await aws.close();
});

const invoke = (FunctionName: string, over: { readonly InvocationType?: InvocationType } = {}) =>
  client.send(new InvokeCommand({ FunctionName, Payload: '{"a":1}', ...over }));

describe('Lambda: an invocation', () => {
  it('gives what the function gives', async () => {
    const { Payload, FunctionError: failed, StatusCode } = await invoke('echo');
    expect([StatusCode, failed, JSON.parse(Payload?.transformToString() ?? '')]).toEqual([
      200,
      undefined,
      { event: { a: 1 } },
    ]);
  });

  it('gives what the function throws, by name and message, as an answer that says so', async () => {
    const { Payload, FunctionError: failed } = await invoke('fails');
    expect(failed).toBe('Unhandled');
    expect(JSON.parse(Payload?.transformToString() ?? '')).toEqual({ errorType: 'said-no', errorMessage: 'no' });
  });

  it('is refused for a function that is not there, and where nobody waits for it', async () => {
    await expect(invoke('none')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(invoke('echo', { InvocationType: 'Event' })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });
});
