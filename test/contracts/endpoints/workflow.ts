import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { StepFunctionsWorkflow } from '../../../lambdas/adapters/aws/step-functions-workflow.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { faulty } from '../../support/faulty-client.ts';
import type { ExecutionSeen, WorkflowFixture } from '../workflow.ts';
import { type AwsEndpoint, clientOptions, eventually, fresh, pause } from './endpoint.ts';

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
