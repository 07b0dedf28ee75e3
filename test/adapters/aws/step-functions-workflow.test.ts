import { SendTaskSuccessCommand, SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { StepFunctionsWorkflow } from '../../../lambdas/adapters/aws/step-functions-workflow.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { workflowContract } from '../../contracts/workflow.ts';
import { faulty } from '../../support/faulty-client.ts';
import { ModelStepFunctions, STATE_MACHINE } from '../../support/models/step-functions.ts';

const REF = { account: 'cognito:jane', recovery: 'rec1' };

let recoveries = 0;

workflowContract('Step Functions', async () => {
  const model = new ModelStepFunctions();
  const { client, failAt, hasFailed } = faulty(model.client);
  return {
    workflow: new StepFunctionsWorkflow(client, STATE_MACHINE),
    failAt,
    hasFailed,
    execution: async ({ recovery }) => {
      const found = model.executions.get(recovery);
      if (found === undefined) return undefined;
      const { status, input, output, error } = found;
      return {
        status,
        input: JSON.parse(input),
        ...(output === undefined ? {} : { output: JSON.parse(output) }),
        ...(error === undefined ? {} : { error }),
      };
    },
    token: async ({ recovery }) => new Secret(model.executions.get(recovery)?.token ?? ''),
    newRecovery: () => {
      recoveries += 1;
      return { account: 'cognito:jane', recovery: `rec${recoveries}` };
    },
  };
});

describe('Step Functions', () => {
  it('names the execution for the recovery', async () => {
    const client = new SFNClient({});
    const mock = mockClient(client).on(StartExecutionCommand).resolves({});
    await new StepFunctionsWorkflow(client, STATE_MACHINE).start(REF);
    expect(mock.commandCalls(StartExecutionCommand)[0]?.args[0].input).toEqual({
      stateMachineArn: STATE_MACHINE,
      name: 'rec1',
      input: '{"account":"cognito:jane","recovery":"rec1"}',
    });
  });

  it.each([STATE_MACHINE, `${STATE_MACHINE}:live`])('finds the execution of %s', async (arn) => {
    const client = new SFNClient({});
    const mock = mockClient(client).on(StopExecutionCommand).resolves({});
    await new StepFunctionsWorkflow(client, arn).stop(REF, 'over');
    expect(mock.commandCalls(StopExecutionCommand)[0]?.args[0].input).toEqual({
      executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:recovery:rec1',
      cause: 'over',
    });
  });

  it.each([
    ['AccessDeniedException', 400, { code: 'access-denied', retryable: false }],
    ['ThrottlingException', 400, { code: 'throttled', retryable: true }],
    ['ServiceUnavailable', 503, { code: 'unavailable', retryable: true }],
  ])('does not take %s for a gate that has been passed, and shows no token', async (name, httpStatusCode, expected) => {
    const client = new SFNClient({});
    const error = Object.assign(new Error('no: canary-token'), { name, $metadata: { httpStatusCode } });
    mockClient(client).on(SendTaskSuccessCommand).rejects(error);
    const workflow = new StepFunctionsWorkflow(client, STATE_MACHINE);
    const timers = {
      proofSeconds: 1,
      approvalSeconds: 1,
      workSeconds: 1,
      holdSeconds: 1,
      reviewSeconds: 1,
      executeNotBefore: '2026-11-20T10:00:00.000Z',
    };
    await expect(workflow.resume(new Secret('canary-token'), timers)).rejects.toMatchObject(expected);
  });
});
