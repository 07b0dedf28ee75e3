import { type RecoveryRef, TASK_ERRORS, type Timers } from '../../contract/workflow.ts';
import type { Envelope, WorkflowCommand } from '../../core/recovery/state/commands.ts';
import { timersOf } from '../../core/recovery/state/life.ts';
import type { Recovery } from '../../core/recovery/state/state.ts';
import type { StreamTip } from '../ledger/load.ts';
import { type SubmitServices, type Submitted, submit } from '../ledger/submit.ts';

/** Submits a step of the workflow as a command. `known`: what the same task has just read or written. */
export function step(
  services: SubmitServices,
  ref: RecoveryRef,
  command: WorkflowCommand,
  { by = 'workflow', known }: StepOptions = {},
): Promise<Submitted> {
  return submit(services, stepEnvelope(services, ref, command, by), known);
}

/** A step as a command on the recovery's stream. */
export const stepEnvelope = (
  { surroundings }: Pick<SubmitServices, 'surroundings'>,
  { account, recovery }: RecoveryRef,
  command: WorkflowCommand,
  by: NonNullable<StepOptions['by']> = 'workflow',
): Envelope<WorkflowCommand> => ({
  ...{ id: surroundings.newId(), stream: account, recovery, actor: { by }, command },
  origin: { via: by, channel: by, desk: null, ticket: null },
});

interface StepOptions {
  readonly by?: 'workflow' | 'schedule' | 'sweeper';
  readonly known?: StreamTip | undefined;
}

/**
 * The recovery after a step. When the ledger differs from what the state machine expects, throws the named error that tells it where to go.
 */
export function recoveryAfter(outcome: Submitted, ref: RecoveryRef): Recovery {
  const code = outcome.refusal?.code;
  const recovery = outcome.state.recoveries[ref.recovery];
  if (recovery === undefined || code === 'recovery-ended')
    throw new TaskError('ended', 'the recovery has come to an end');
  if (code === 'not-due') throw new TaskError('notDue', 'this is not due by the ledger');
  if (code === 'policy-not-adopted') throw new TaskError('notAdopted', 'the deployed policy has not been adopted');
  if (code !== undefined) throw new TaskError('planVoided', `refused: ${code}`);
  return recovery;
}

export const timersFor = (services: SubmitServices, recovery: Recovery): Timers =>
  timersOf(recovery, services.surroundings.now());

/** An error that the state machine retries or catches by its name. */
export class TaskError extends Error {
  constructor(kind: keyof typeof TASK_ERRORS, message: string) {
    super(message);
    this.name = TASK_ERRORS[kind];
  }
}
