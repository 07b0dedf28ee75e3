import {
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Endpoint, fresh, refusal, ruleFor } from './rules.ts';

export type StepFunctionsDeviation = 'any token is taken';

/** How moto 5.2 is known to deviate. */
export const MOTO_STEP_FUNCTIONS: readonly StepFunctionsDeviation[] = ['any token is taken'];

/** A machine that waits, so that its executions go on for as long as a test looks at them. */
export const WAITING_MACHINE = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 600, End: true } } };

/** What Step Functions does with executions and tokens; `open` gives the ARN of a machine of `WAITING_MACHINE` as well. */
export function stepFunctionsContract(
  name: string,
  open: () => Promise<Endpoint & { readonly stateMachineArn: string }>,
  deviations: readonly StepFunctionsDeviation[] = [],
): void {
  const rule = ruleFor(deviations);

  describe(`Step Functions: ${name}`, () => {
    let client: SFNClient;
    let stateMachineArn: string;
    beforeAll(async () => {
      const { stateMachineArn: arn, ...endpoint } = await open();
      stateMachineArn = arn;
      client = new SFNClient(endpoint);
    });
    afterAll(() => client.destroy());

    const start = (executionName: string, input = '{"a":1}', arn = stateMachineArn) =>
      client.send(new StartExecutionCommand({ stateMachineArn: arn, name: executionName, input }));
    const describeExecution = (executionArn = '') => client.send(new DescribeExecutionCommand({ executionArn }));
    const stop = (executionArn = '') =>
      client.send(new StopExecutionCommand({ executionArn, error: 'RecoveryEnded', cause: 'it is over' }));

    rule('starts an execution and describes it', async () => {
      const { executionArn, startDate } = await start(fresh('one'));
      expect(await describeExecution(executionArn)).toMatchObject({
        executionArn,
        stateMachineArn,
        status: 'RUNNING',
        input: '{"a":1}',
        startDate,
      });
      await stop(executionArn);
    });

    rule('takes the same start twice while the execution runs', async () => {
      const executionName = fresh('one');
      const first = await start(executionName);
      const { executionArn, startDate } = await start(executionName);
      expect({ executionArn, startDate }).toEqual({ executionArn: first.executionArn, startDate: first.startDate });
      await stop(executionArn);
    });

    rule('refuses a name that runs with other input', async () => {
      const executionName = fresh('one');
      const { executionArn } = await start(executionName);
      expect(await refusal(start(executionName, '{"a":2}'))).toBe('ExecutionAlreadyExists');
      await stop(executionArn);
    });

    rule('refuses a name whose execution is over', async () => {
      const executionName = fresh('one');
      await stop((await start(executionName)).executionArn);
      expect(await refusal(start(executionName))).toBe('ExecutionAlreadyExists');
    });

    rule('refuses input that is no JSON, and a name that is none', async () => {
      expect(await refusal(start(fresh('one'), 'no json'))).toBe('InvalidExecutionInput');
      expect(await refusal(start('with space'))).toBe('InvalidName');
      expect(await refusal(start('x'.repeat(81)))).toMatch(/InvalidName|ValidationException/);
    });

    rule('knows no machine and no execution that was not made', async () => {
      expect(await refusal(start(fresh('one'), '{}', `${stateMachineArn}-not`))).toBe('StateMachineDoesNotExist');
      const nowhere = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${fresh('none')}`;
      expect(await refusal(describeExecution(nowhere))).toBe('ExecutionDoesNotExist');
      expect(await refusal(stop(nowhere))).toBe('ExecutionDoesNotExist');
    });

    rule('stops an execution, and stays calm about a second stop', async () => {
      const { executionArn } = await start(fresh('one'));
      const { stopDate } = await stop(executionArn);
      expect(stopDate).toBeInstanceOf(Date);
      expect(await describeExecution(executionArn)).toMatchObject({ status: 'ABORTED', stopDate });
      await stop(executionArn);
      expect((await describeExecution(executionArn)).status).toBe('ABORTED');
    });

    rule(
      'refuses a token that it has not made',
      async () => {
        const taskToken = 'never-made';
        const known = /^(InvalidToken|TaskDoesNotExist|TaskTimedOut)$/;
        expect(await refusal(client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' })))).toMatch(known);
        expect(await refusal(client.send(new SendTaskFailureCommand({ taskToken, error: 'E' })))).toMatch(known);
      },
      'any token is taken',
    );
  });
}
