import {
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { RecoveryRef, Timers } from '../../contract/workflow.ts';
import type { Workflow } from '../../ports/effects.ts';
import type { Secret } from '../../ports/secret.ts';
import { answerUnless } from './errors.ts';

/** The gate was passed or timed out, or its execution is over; a malformed token gives the same errors. */
const SPENT = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];

/** AWS keeps the name of an execution for 90 days after its end and does not allow it again. */
const STARTED = ['ExecutionAlreadyExists'];

const NOT_RUNNING = ['ExecutionDoesNotExist'];

/** Most characters of a cause for StopExecution. */
const CAUSE_LENGTH = 1_000;

/** Step Functions: one standard execution for each recovery, named by its id. Input and output are ids and timers, never evidence. */
export class StepFunctionsWorkflow implements Workflow {
  readonly #sfn: SFNClient;
  readonly #stateMachineArn: string;

  constructor(sfn: SFNClient, stateMachineArn: string) {
    this.#sfn = sfn;
    this.#stateMachineArn = stateMachineArn;
  }

  async start({ account, recovery }: RecoveryRef): Promise<void> {
    const command = new StartExecutionCommand({
      stateMachineArn: this.#stateMachineArn,
      name: recovery,
      input: JSON.stringify({ account, recovery }),
    });
    await answerUnless(this.#sfn.send(command), STARTED);
  }

  async resume(token: Secret, timers: Timers): Promise<void> {
    const command = new SendTaskSuccessCommand({ taskToken: token.reveal(), output: JSON.stringify(timers) });
    await answerUnless(this.#sfn.send(command), SPENT);
  }

  async fail(token: Secret, error: string): Promise<void> {
    const command = new SendTaskFailureCommand({ taskToken: token.reveal(), error });
    await answerUnless(this.#sfn.send(command), SPENT);
  }

  async stop({ recovery }: RecoveryRef, cause: string): Promise<void> {
    const command = new StopExecutionCommand({
      executionArn: executionArn(this.#stateMachineArn, recovery),
      cause: cause.slice(0, CAUSE_LENGTH),
    });
    await answerUnless(this.#sfn.send(command), NOT_RUNNING);
  }
}

/** Turns `arn:aws:states:region:account:stateMachine:name`, with or without version or alias, into `…:execution:name:recovery`. */
function executionArn(stateMachineArn: string, name: string): string {
  const [arn, partition, service, region, owner, , machine] = stateMachineArn.split(':');
  return [arn, partition, service, region, owner, 'execution', machine, name].join(':');
}
