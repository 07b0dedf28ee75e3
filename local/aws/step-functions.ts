import { z } from 'zod';
import type { Engine, Execution } from './engine/engine.ts';
import { AwsError } from './protocol/aws-error.ts';
import type { JsonService } from './protocol/json.ts';
import { operationsOf } from './protocol/operations.ts';

const operation = operationsOf('ValidationException');

/** The API of Step Functions over the embedded engine. Without an engine it has no state machine. */
export function stepFunctions(engine: Engine | undefined): JsonService {
  const running = (): Engine => {
    if (engine === undefined) throw new AwsError('StateMachineDoesNotExist', 'there is no state machine here');
    return engine;
  };
  return {
    target: 'AWSStepFunctions',
    version: '1.0',
    operations: {
      StartExecution: operation(start, ({ stateMachineArn, name, input }) => {
        if (stateMachineArn !== running().arn)
          throw new AwsError('StateMachineDoesNotExist', `no state machine \`${stateMachineArn}\``);
        if (!NAME.test(name)) throw new AwsError('InvalidName', `\`${name}\` is no name of an execution`);
        const { arn, startedAt } = running().start(name, input);
        return { executionArn: arn, startDate: startedAt / 1000 };
      }),
      DescribeExecution: operation(z.strictObject({ executionArn: z.string() }), ({ executionArn }) =>
        described(running().describe(executionArn), running().arn),
      ),
      StopExecution: operation(stop, ({ executionArn, error, cause }) => {
        const { endedAt = 0 } = running().stop(executionArn, error, cause);
        return { stopDate: endedAt / 1000 };
      }),
      SendTaskSuccess: operation(success, ({ taskToken, output }) => running().tokens.succeed(taskToken, output)),
      SendTaskFailure: operation(failure, ({ taskToken, error, cause }) =>
        running().tokens.fail(taskToken, error, cause),
      ),
    },
  };
}

/** 1 to 80 characters, without those that Step Functions refuses. */
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;

const start = z.strictObject({ stateMachineArn: z.string(), name: z.string(), input: z.string().default('{}') });
const error = z.string().max(256).optional();
const cause = z.string().max(32_768).optional();
const stop = z.strictObject({ executionArn: z.string(), error, cause });
const success = z.strictObject({ taskToken: z.string(), output: z.string() });
const failure = z.strictObject({ taskToken: z.string(), error, cause });

const described = (execution: Execution, stateMachineArn: string) => ({
  executionArn: execution.arn,
  stateMachineArn,
  name: execution.name,
  status: execution.status,
  startDate: execution.startedAt / 1000,
  stopDate: execution.endedAt === undefined ? undefined : execution.endedAt / 1000,
  input: execution.input,
  output: execution.output,
  error: execution.error,
  cause: execution.cause,
});
