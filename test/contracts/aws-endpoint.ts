import { randomUUID } from 'node:crypto';
import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CreateScheduleGroupCommand, GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { CognitoConnector } from '../../lambdas/adapters/connectors/cognito.ts';
import { SecretsManagerConnector } from '../../lambdas/adapters/connectors/secrets-manager.ts';
import { SchedulerTimer } from '../../lambdas/adapters/scheduler-timer.ts';
import { SecretsManagerSeals } from '../../lambdas/adapters/secrets-manager-seals.ts';
import { StepFunctionsWorkflow } from '../../lambdas/adapters/step-functions-workflow.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { faulty } from '../support/faulty-client.ts';
import type { ConnectorFixture } from './connector.ts';
import type { SealsFixture } from './seals.ts';
import type { TimerFixture } from './timer.ts';
import type { ExecutionSeen, WorkflowFixture } from './workflow.ts';

export interface AwsEndpoint {
  /** `http://host:port` of something that speaks to SDK clients as AWS does. */
  readonly url: string;
  /** The rotation function; without it, the endpoint must be one that rotates without a function. */
  readonly rotationFunctionArn?: string;
  /** The revoke function, for endpoints that look whether it is there. */
  readonly revokeFunctionArn?: string;
  /** A group of schedules that is there; without it, one is made. */
  readonly scheduleGroup?: string;
  readonly keyId?: string;
}

const clientOptions = ({ url }: AwsEndpoint) => ({
  endpoint: url,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  // The suites try again themselves.
  maxAttempts: 1,
});

/** Names are fresh each time: an endpoint may keep what an earlier run has left. */
const fresh = (prefix: string): string => `${prefix}-${randomUUID()}`;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits for what an endpoint does in its own time. */
async function eventually<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await pause(25);
  }
  throw new Error('not within five seconds');
}

export async function sealsAt(at: AwsEndpoint): Promise<SealsFixture> {
  const { client, failAt, hasFailed } = faulty(new SecretsManagerClient(clientOptions(at)));
  const options = { prefix: fresh('contract/sealed'), keyId: at.keyId ?? 'alias/aws/secretsmanager' };
  return { seals: new SecretsManagerSeals(client, options), failAt, hasFailed, newGrant: randomUUID };
}

export async function timerAt(at: AwsEndpoint): Promise<TimerFixture> {
  const { client, failAt, hasFailed } = faulty(new SchedulerClient(clientOptions(at)));
  const group = at.scheduleGroup ?? fresh('contract');
  if (at.scheduleGroup === undefined) await client.send(new CreateScheduleGroupCommand({ Name: group }));
  const functionArn = at.revokeFunctionArn ?? 'arn:aws:lambda:eu-west-1:123456789012:function:revoke';
  const named = new Map<string, string>();
  const naming = watchNames(client, named);
  return {
    timer: new SchedulerTimer(naming, { group, functionArn, roleArn: 'arn:aws:iam::123456789012:role/scheduler' }),
    failAt,
    hasFailed,
    armed: async ({ recovery }) => {
      const Name = named.get(recovery);
      if (Name === undefined) return undefined;
      const found = await client.send(new GetScheduleCommand({ Name, GroupName: group })).catch(() => undefined);
      if (found === undefined) return undefined;
      return {
        at: `${found.ScheduleExpression?.slice(3, -1)}.000Z`,
        input: JSON.parse(found.Target?.Input ?? '{}') as unknown,
      };
    },
    newRecovery: () => ({ account: 'cognito:jane', recovery: fresh('rec') }),
  };
}

/** Notes what the adapter calls the schedule of a recovery. */
function watchNames(client: SchedulerClient, named: Map<string, string>): SchedulerClient {
  return new Proxy(client, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key, target);
      if (key !== 'send' || typeof member !== 'function') return member;
      return (command: {
        readonly input: { readonly Name?: string; readonly Target?: { readonly Input?: string } };
      }) => {
        const { Name, Target } = command.input;
        if (Name !== undefined && Target?.Input !== undefined)
          named.set((JSON.parse(Target.Input) as { recovery: string }).recovery, Name);
        return Reflect.apply(member, target, [command]) as unknown;
      };
    },
  });
}

const ROLE = 'arn:aws:iam::123456789012:role/contract';

/** One state that waits for a task token; the token is found in the history, where the parameters of the task are. */
const DEFINITION = {
  StartAt: 'Wait',
  States: {
    Wait: {
      Type: 'Task',
      Resource: 'arn:aws:states:::events:putEvents.waitForTaskToken',
      Parameters: {
        Entries: [{ Source: 'contract', DetailType: 'waiting', Detail: { 'token.$': '$$.Task.Token' } }],
      },
      End: true,
    },
  },
};

const STATUS: Readonly<Record<string, ExecutionSeen['status']>> = {
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  ABORTED: 'stopped',
};

/** With a state machine of its own. */
export async function workflowAt(at: AwsEndpoint): Promise<WorkflowFixture> {
  const client = new SFNClient(clientOptions(at));
  const made = await client.send(
    new CreateStateMachineCommand({ name: fresh('contract'), definition: JSON.stringify(DEFINITION), roleArn: ROLE }),
  );
  const stateMachineArn = made.stateMachineArn ?? '';
  return workflowOver(at, stateMachineArn, (recovery) => tokenAt(client, executionArn(stateMachineArn, recovery)));
}

/** With a state machine that is there: it has one state, which waits for the token that `tokenOf` finds. */
export function workflowOver(
  at: AwsEndpoint,
  stateMachineArn: string,
  tokenOf: (recovery: string) => Promise<Secret | undefined>,
): WorkflowFixture {
  const { client, failAt, hasFailed } = faulty(new SFNClient(clientOptions(at)));
  return {
    workflow: new StepFunctionsWorkflow(client, stateMachineArn),
    failAt,
    hasFailed,
    execution: ({ recovery }) => executionAt(client, executionArn(stateMachineArn, recovery)),
    token: ({ recovery }) => eventually(() => tokenOf(recovery)),
    newRecovery: () => ({ account: 'cognito:jane', recovery: fresh('rec') }),
  };
}

const executionArn = (stateMachineArn: string, name: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

/** Once it has settled: an engine takes a moment to take in a callback. */
async function executionAt(client: SFNClient, arn: string): Promise<ExecutionSeen | undefined> {
  await pause(60);
  const found = await client.send(new DescribeExecutionCommand({ executionArn: arn })).catch(() => undefined);
  if (found === undefined) return undefined;
  const { status = '', input = 'null', output, error } = found;
  return {
    status: STATUS[status] ?? 'failed',
    input: JSON.parse(input) as unknown,
    ...(output === undefined ? {} : { output: JSON.parse(output) as unknown }),
    ...(error === undefined ? {} : { error }),
  };
}

async function tokenAt(client: SFNClient, arn: string): Promise<Secret | undefined> {
  const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn: arn }));
  const parameters = events.find(({ taskScheduledEventDetails }) => taskScheduledEventDetails !== undefined)
    ?.taskScheduledEventDetails?.parameters;
  const token = /"token\\*":\s*\\*"([^"\\]+)/.exec(parameters ?? '')?.[1];
  return token === undefined ? undefined : new Secret(token);
}

export async function secretsManagerConnectorAt(at: AwsEndpoint): Promise<ConnectorFixture> {
  const { client, failAt, hasFailed } = faulty(new SecretsManagerClient(clientOptions(at)));
  const target = fresh('contract/secret');
  await client.send(
    new CreateSecretCommand({ Name: target, SecretString: '{"user":"app","password":"canary-first"}' }),
  );
  await client.send(
    new RotateSecretCommand({
      SecretId: target,
      RotateImmediately: false,
      ...(at.rotationFunctionArn === undefined
        ? { RotationRules: { AutomaticallyAfterDays: 30 } }
        : { RotationLambdaARN: at.rotationFunctionArn }),
    }),
  );
  const labels = async (): Promise<Readonly<Record<string, readonly string[]>>> =>
    (await client.send(new DescribeSecretCommand({ SecretId: target }))).VersionIdsToStages ?? {};
  const settle = async (): Promise<void> => {
    await eventually(async () => (isRotating(await labels()) ? undefined : true)).catch(() => undefined);
  };
  await settle();
  return {
    connector: new SecretsManagerConnector(client),
    failAt,
    hasFailed,
    request: (action) => ({ action, target, grant: randomUUID(), expiresAt: '2098-01-01T00:00:00.000Z' }),
    unknownTarget: fresh('contract/nothing'),
    settle,
    snapshot: async () => ({
      labels: await labels(),
      value: await currentValue(client, target),
    }),
  };
}

/** An endpoint that rotates without a function makes versions without a value. */
async function currentValue(client: SecretsManagerClient, target: string): Promise<string | undefined> {
  const answer = await client.send(new GetSecretValueCommand({ SecretId: target })).catch(() => undefined);
  return answer?.SecretString;
}

const isRotating = (labels: Readonly<Record<string, readonly string[]>>): boolean =>
  Object.values(labels).some((stages) => stages.includes('AWSPENDING') && !stages.includes('AWSCURRENT'));

export async function cognitoConnectorAt(at: AwsEndpoint): Promise<ConnectorFixture> {
  const { client, failAt, hasFailed } = faulty(new CognitoIdentityProviderClient(clientOptions(at)));
  const pool = await client.send(new CreateUserPoolCommand({ PoolName: fresh('contract') }));
  const UserPoolId = pool.UserPool?.Id ?? '';
  const key = (Username: string) => ({ UserPoolId, Username });
  for (const name of ['jane', 'locked-out']) {
    await client.send(new AdminCreateUserCommand({ ...key(name), UserAttributes: PHONE, MessageAction: 'SUPPRESS' }));
    await client.send(
      new AdminSetUserPasswordCommand({ ...key(name), Password: 'canary-Password-1!', Permanent: true }),
    );
    await client.send(new AdminSetUserMFAPreferenceCommand({ ...key(name), SMSMfaSettings: { Enabled: true } }));
  }
  await client.send(new AdminDisableUserCommand(key('locked-out')));
  return {
    connector: new CognitoConnector(client, UserPoolId),
    failAt,
    hasFailed,
    request: (action) => ({
      action,
      target: action === 'unlock' ? 'locked-out' : 'jane',
      grant: randomUUID(),
      expiresAt: '2098-01-01T00:00:00.000Z',
    }),
    unknownTarget: 'nobody',
    settle: async () => {},
    snapshot: async ({ target }) => {
      const { Enabled, UserStatus, UserMFASettingList } = await client.send(new AdminGetUserCommand(key(target)));
      return { Enabled, UserStatus, UserMFASettingList };
    },
  };
}

const PHONE = [
  { Name: 'phone_number', Value: '+15555550100' },
  { Name: 'phone_number_verified', Value: 'true' },
];
