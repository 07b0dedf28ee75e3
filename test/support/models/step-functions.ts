import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';

interface Execution {
  status: 'running' | 'succeeded' | 'failed' | 'stopped';
  readonly input: string;
  readonly token: string;
  output?: string;
  error?: string;
}

export const STATE_MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:recovery';

const EXECUTIONS = 'arn:aws:states:eu-west-1:111122223333:execution:recovery:';

/** Step Functions, as far as we use it, with a machine of one state that waits for a task token. */
export class ModelStepFunctions {
  readonly client = new SFNClient({});
  /** By name. */
  readonly executions = new Map<string, Execution>();

  constructor() {
    const mock = mockClient(this.client);
    mock.on(StartExecutionCommand).callsFake(async ({ name, input }: { name: string; input: string }) => {
      const before = this.executions.get(name);
      if (before !== undefined && (before.status !== 'running' || before.input !== input))
        throw new ExecutionAlreadyExists(says('execution already exists'));
      const started: Execution = { status: 'running', input, token: `canary-task-token-of-${name}` };
      this.executions.set(name, before ?? started);
      return { executionArn: `${EXECUTIONS}${name}` };
    });
    mock.on(StopExecutionCommand).callsFake(async ({ executionArn }: { executionArn: string }) => {
      const execution = this.executions.get(executionArn.replace(EXECUTIONS, ''));
      if (execution === undefined) throw new ExecutionDoesNotExist(says(`execution does not exist: ${executionArn}`));
      if (execution.status === 'running') execution.status = 'stopped';
      return { stopDate: new Date() };
    });
    mock.on(SendTaskSuccessCommand).callsFake(async ({ taskToken, output }: { taskToken: string; output: string }) => {
      Object.assign(this.#waiting(taskToken), { status: 'succeeded', output });
      return {};
    });
    mock.on(SendTaskFailureCommand).callsFake(async ({ taskToken, error }: { taskToken: string; error: string }) => {
      Object.assign(this.#waiting(taskToken), { status: 'failed', error });
      return {};
    });
  }

  #waiting(token: string): Execution {
    const execution = [...this.executions.values()].find((one) => one.token === token);
    if (execution === undefined) throw new InvalidToken(says(`invalid token: ${token}`));
    if (execution.status !== 'running') throw new TaskTimedOut(says('provided task does not exist anymore'));
    return execution;
  }
}

const says = (message: string): { message: string; $metadata: object } => ({ message, $metadata: {} });
