import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalAws, startLocalAws } from '../../../local/aws/server.ts';
import { fresh, refusal } from '../../contracts/aws/rules.ts';
import { MOTO_STEP_FUNCTIONS, stepFunctionsContract, WAITING_MACHINE } from '../../contracts/aws/step-functions.ts';
import { endpointOf, localEndpoint, otherEndpoint } from './endpoints.ts';

const stateMachine = { name: 'waiting', definition: WAITING_MACHINE };
const local = localEndpoint({ stateMachine });
const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:waiting';
stepFunctionsContract('local', async () => ({ ...(await local()), stateMachineArn }));

const other = otherEndpoint(MOTO_STEP_FUNCTIONS);
if (other !== undefined) {
  const open = async () => {
    const endpoint = await other.open();
    const client = new SFNClient(endpoint);
    const machine = { name: fresh('waiting'), definition: JSON.stringify(WAITING_MACHINE) };
    const create = new CreateStateMachineCommand({ ...machine, roleArn: 'arn:aws:iam::000000000000:role/workflow' });
    const made = await client.send(create);
    return { ...endpoint, stateMachineArn: String(made.stateMachineArn) };
  };
  stepFunctionsContract('another endpoint', open, other.deviations);
}

describe('Step Functions: a task token, over the API', () => {
  const tokens: string[] = [];
  const gate = async (event: unknown): Promise<void> => {
    tokens.push((event as { taskToken: string }).taskToken);
  };
  const Parameters = { FunctionName: 'gate', Payload: { 'taskToken.$': '$$.Task.Token' } };
  const Resource = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
  const definition = { StartAt: 'Gate', States: { Gate: { Type: 'Task', Resource, Parameters, End: true } } };
  let aws: LocalAws;
  let client: SFNClient;
  beforeAll(async () => {
    aws = await startLocalAws({ functions: { gate }, stateMachine: { name: 'gates', definition } });
    client = new SFNClient(endpointOf(aws));
  });
  afterAll(async () => {
    client.destroy();
    await aws.close();
  });

  async function atTheGate() {
    const before = tokens.length;
    const input = { stateMachineArn: String(aws.engine?.arn), name: fresh('one'), input: '{}' };
    const { executionArn } = await client.send(new StartExecutionCommand(input));
    for (let turn = 0; turn < 200 && tokens.length === before; turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    return { executionArn, taskToken: String(tokens.at(-1)) };
  }
  async function end(executionArn: string | undefined) {
    const look = () => client.send(new DescribeExecutionCommand({ executionArn }));
    for (let turn = 0; turn < 200 && (await look()).status === 'RUNNING'; turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    return look();
  }
  const succeed = (taskToken: string, output = '{"holdSeconds":5}') =>
    client.send(new SendTaskSuccessCommand({ taskToken, output }));

  it('resumes its execution once', async () => {
    const { executionArn, taskToken } = await atTheGate();
    await succeed(taskToken);
    expect(await end(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"holdSeconds":5}' });
    expect(await refusal(succeed(taskToken))).toBe('TaskTimedOut');
  });

  it('fails its execution by the name that it is given', async () => {
    const { executionArn, taskToken } = await atTheGate();
    await client.send(new SendTaskFailureCommand({ taskToken, error: 'RecoveryEnded', cause: 'it is over' }));
    expect(await end(executionArn)).toMatchObject({ status: 'FAILED', error: 'RecoveryEnded', cause: 'it is over' });
  });

  it('is worth nothing once its execution was stopped', async () => {
    const { executionArn, taskToken } = await atTheGate();
    await client.send(new StopExecutionCommand({ executionArn }));
    expect(await refusal(succeed(taskToken))).toBe('TaskTimedOut');
  });

  it('survives output that is no JSON', async () => {
    const { executionArn, taskToken } = await atTheGate();
    expect(await refusal(succeed(taskToken, 'no json'))).toBe('InvalidOutput');
    await succeed(taskToken, '1');
    expect(await end(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '1' });
  });

  it('that nobody made is refused', async () => {
    expect(await refusal(succeed('forged'))).toBe('InvalidToken');
    expect(await refusal(succeed(`local.${'A'.repeat(64)}`))).toBe('TaskTimedOut');
  });
});
