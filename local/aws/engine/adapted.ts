import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { LONGEST_TIMER_SECONDS, type Machine, type TaskState, type WaitState } from './definition.ts';

/** A task's request to be entered again, because a single timer cannot last longer; its wait continues. */
export const LAP = 'Engine.Lap';

/** The library's input for a task's handler, with resolved paths. */
export interface TaskInput {
  readonly call: { readonly FunctionName: string; readonly Payload?: unknown };
  readonly timeoutSeconds: unknown;
}

/** The input for a wait's handler: exactly one member. */
export interface WaitInput {
  readonly seconds?: unknown;
  readonly timestamp?: unknown;
}

/**
 * The definition as the library has to see it, so that it runs as AWS would run it:
 *
 * - A timeout path is followed in the state's input; the library follows it in the result of `Parameters`. So it becomes one of them, and the
 *   handler keeps the time, which also spares a task without a timeout the library's 60 seconds.
 * - Timers longer than Node's (24 days) would fire at once. A handler comes back before that and is entered again by a retry of its own.
 * - A wait becomes a task for the same reason; the past passes at once.
 */
export function adapt(machine: Machine): StateMachine {
  // Once for the library's own validation: transitions, names, and what ASL says of each field.
  new StateMachine(machine as StateMachineDefinition);
  const states = Object.entries(machine.States).map(([name, state]) => {
    if (state.Type === 'Task') return [name, adaptTask(state)];
    if (state.Type === 'Wait') return [name, adaptWait(state)];
    return [name, state];
  });
  const definition = {
    StartAt: machine.StartAt,
    States: Object.fromEntries(states) as StateMachineDefinition['States'],
  };
  return new StateMachine(definition, { validationOptions: { noValidate: true } });
}

/** AWS's value for a state without a timeout: more than three years. */
const NO_TIMEOUT_SECONDS = 99_999_999;

const again = { ErrorEquals: [LAP], IntervalSeconds: 0, BackoffRate: 1, MaxAttempts: Number.MAX_SAFE_INTEGER };

function adaptTask({ Parameters, TimeoutSeconds, TimeoutSecondsPath, Retry = [], ...state }: TaskState) {
  const timeout =
    TimeoutSecondsPath === undefined
      ? { timeoutSeconds: TimeoutSeconds ?? NO_TIMEOUT_SECONDS }
      : { 'timeoutSeconds.$': TimeoutSecondsPath };
  return {
    ...state,
    Parameters: { call: Parameters, ...timeout },
    TimeoutSeconds: LONGEST_TIMER_SECONDS,
    Retry: [again, ...Retry],
  };
}

function adaptWait({ Seconds, SecondsPath, Timestamp, TimestampPath, ...state }: WaitState) {
  const until = {
    ...(Seconds !== undefined && { seconds: Seconds }),
    ...(SecondsPath !== undefined && { 'seconds.$': SecondsPath }),
    ...(Timestamp !== undefined && { timestamp: Timestamp }),
    ...(TimestampPath !== undefined && { 'timestamp.$': TimestampPath }),
  };
  return {
    ...state,
    Type: 'Task',
    Resource: 'wait',
    Parameters: until,
    ResultPath: null,
    TimeoutSeconds: LONGEST_TIMER_SECONDS,
    Retry: [again],
  };
}
