import { beforeAll, describe, expect, it } from '@jest/globals';
import type { FunctionCall } from '../../../local/aws/functions.ts';
import type { Policies } from '../../../local/iam/judge.ts';
import { roleArn } from '../../../local/iam/physical.ts';
import type { Placed } from '../../../local/iam/statement.ts';
import { admissionOf } from '../../../local/start/guard.ts';
import { deployedParts } from '../../../local/start/template.ts';
import { caughtLog } from '../../support/http.ts';

let policies: Policies;
let queue = '';

beforeAll(() => {
  caughtLog();
  const parts = deployedParts();
  policies = parts.policies;
  queue = parts.queues.variables['RELAY_QUEUE_URL']?.split('/').at(-1) ?? '';
});

/** Admits a call under the policies of the template, less the statements that this matches. */
const admits = (call: FunctionCall, dropped: (placed: Placed) => boolean = () => false): Promise<void> => {
  const cut = (groups: Policies['identity']) =>
    new Map([...groups].map(([of, all]) => [of, all.filter((one) => !dropped(one))] as const));
  const left = { identity: cut(policies.identity), resource: cut(policies.resource) };
  const services = {
    kms: { keyOf: () => undefined },
    secretsManager: { peek: () => undefined },
    iam: { peek: () => undefined, peekRole: () => undefined, userOf: () => undefined, simulateBy: () => undefined },
  };
  return admissionOf({ policies: left, operatorKey: 'key' }, services).call(call);
};

const ROWS: readonly (readonly [what: string, call: () => FunctionCall, dropped: (placed: Placed) => boolean])[] = [
  [
    'the API calls the function of a route',
    () => ({ by: 'apigateway', name: 'webhook', source: 'local/$default/POST/webhooks/{source}' }),
    ({ id }) => id.includes('webhooks/{source}'),
  ],
  [
    'the rule calls the sweeper',
    () => ({ by: 'events', name: 'sweeper' }),
    ({ id }) => id.startsWith('TimersSweepAllow'),
  ],
  [
    'Secrets Manager calls the rotation function',
    () => ({ by: 'secretsmanager', name: 'rotateSecret' }),
    ({ id }) => id.startsWith('FunctionsRotateSecretFunctionSecretsManager'),
  ],
  [
    'a schedule may take its role',
    () => ({ by: 'scheduler', name: 'revoke', role: roleArn('scheduler') }),
    ({ of, id }) => of === roleArn('scheduler') && id.includes('sts:AssumeRole'),
  ],
  [
    'the role of a schedule calls revoke',
    () => ({ by: 'scheduler', name: 'revoke', role: roleArn('scheduler') }),
    ({ id }) => id.startsWith('countersign-scheduler: lambda:InvokeFunction'),
  ],
  [
    'the workflow calls its tasks',
    () => ({ by: 'states', name: 'assess' }),
    ({ id }) => id.startsWith('countersign-workflow: lambda:InvokeFunction'),
  ],
  [
    'the relay reads the stream',
    () => ({ by: 'dynamodb', name: 'relay' }),
    ({ id }) => id.startsWith('countersign-relay: dynamodb:DescribeStream'),
  ],
  [
    'the relay takes messages of its queue',
    () => ({ by: 'sqs', name: 'relay', source: queue }),
    ({ id }) => id.startsWith('countersign-relay: sqs:DeleteMessage'),
  ],
  [
    'a function logs',
    () => ({ by: 'lambda', name: 'query' }),
    ({ id }) => id.startsWith('countersign-query: logs:CreateLogStream'),
  ],
];

describe('before a function runs, a right is needed:', () => {
  it.each(ROWS)('%s', async (_, call, dropped) => {
    await expect(admits(call())).resolves.toBeUndefined();
    await expect(admits(call(), dropped)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('a route calls its own function, and no other', async () => {
    const call = { by: 'apigateway', name: 'bootstrap', source: 'local/$default/POST/webhooks/{source}' } as const;
    await expect(admits(call)).rejects.toThrow('lambda:InvokeFunction');
  });

  it('a queue is read by its own function, and by no other', async () => {
    await expect(admits({ by: 'sqs', name: 'query', source: queue })).rejects.toThrow('sqs:ReceiveMessage');
  });

  it('a schedule elsewhere cannot use a role of a function', async () => {
    const call = { by: 'scheduler', name: 'revoke', role: roleArn('execute') } as const;
    await expect(admits(call)).rejects.toThrow(`sts:AssumeRole on resource: ${roleArn('execute')}`);
  });
});
