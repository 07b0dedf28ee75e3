import type { FunctionName } from '../lambdas/contract/functions.ts';
import { type Gate, STATES, TASK_ERRORS, type Timers } from '../lambdas/contract/workflow.ts';
import { DEFECT, NEVER, TRANSIENT, UNTIL_GONE, WHILE_HELD, WHILE_PENDING } from './retries.ts';

/** What the definition must be told of the place where it runs. */
export interface Place {
  /** `aws`, `aws-cn`, … */
  readonly partition: string;
  readonly functionArn: (name: FunctionName) => string;
}

type State = Readonly<Record<string, unknown>>;

/** An Amazon States Language (JSONPath) document. */
export interface Definition {
  readonly Comment: string;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/**
 * The life of one recovery. Its data are two ids and the timers that the ledger gave last; no state decides anything (there is no Choice):
 * a task that finds the ledger elsewhere says so by a named error, and the execution goes where the ledger is.
 */
export function recoveryDefinition(place: Place): Definition {
  const { assess, awaitProof, awaitApproval, coolingOff, execute, holdGrant, revoke, awaitReview, close } = STATES;
  const { expireStage, reviewOverdue, ended } = STATES;
  return {
    Comment: 'one recovery: one account, one action',
    StartAt: assess,
    States: {
      [assess]: task(place, 'assess', {
        next: awaitProof,
        retries: [WHILE_PENDING, WHILE_HELD, TRANSIENT],
        errors: [LEAVE],
      }),
      [awaitProof]: gate(place, 'proof', { next: awaitApproval, late: expireStage }),
      [awaitApproval]: gate(place, 'approval', { next: coolingOff, late: expireStage }),
      [coolingOff]: { Type: 'Wait', TimestampPath: '$.timers.executeNotBefore', Next: execute },
      [execute]: task(place, 'execute', {
        next: holdGrant,
        retries: [WHILE_PENDING, WHILE_HELD, TRANSIENT, NEVER, DEFECT],
        errors: [LEAVE, START_OVER, caught([TASK_ERRORS.executionFailed], revoke), caught(['States.ALL'], revoke)],
      }),
      [holdGrant]: gate(place, 'hold', { next: revoke, late: revoke }),
      [revoke]: task(place, 'revoke', { next: awaitReview, retries: [UNTIL_GONE] }),
      [awaitReview]: gate(place, 'review', { next: close, late: reviewOverdue }),
      [close]: task(place, 'close', { next: null }),
      [expireStage]: task(place, 'expireStage', { next: ended }),
      [reviewOverdue]: task(place, 'expireStage', { next: awaitReview }),
      [ended]: { Type: 'Succeed' },
    },
  };
}

const caught = (errors: readonly string[], next: string) => ({ ErrorEquals: errors, ResultPath: null, Next: next });

/** The ledger says that the recovery has come to an end. */
const LEAVE = caught([TASK_ERRORS.ended], STATES.ended);

/** The ledger is elsewhere: the timers are read again, and every state that is passed already lets the execution through. */
const START_OVER = caught([TASK_ERRORS.planVoided, TASK_ERRORS.notDue], STATES.assess);

/** Every field of `Timers`, by name: a task that leaves one out fails there, not days later. */
const TIMERS: Readonly<Record<keyof Timers, null>> = {
  proofSeconds: null,
  approvalSeconds: null,
  holdSeconds: null,
  reviewSeconds: null,
  executeNotBefore: null,
};

const IDS = { 'account.$': '$.account', 'recovery.$': '$.recovery' } as const;

interface TaskOptions {
  /** The state after it; null ends the execution. */
  readonly next: string | null;
  readonly retries?: readonly object[];
  readonly errors?: readonly object[];
}

function task(place: Place, name: FunctionName, options: TaskOptions): State {
  const { next, retries = [TRANSIENT], errors = [LEAVE, START_OVER] } = options;
  return {
    Type: 'Task',
    Resource: `arn:${place.partition}:states:::lambda:invoke`,
    Parameters: { FunctionName: place.functionArn(name), Payload: IDS },
    ...(next === null ? { ResultPath: null } : TIMERS_FROM_ANSWER),
    Retry: retries,
    Catch: errors,
    ...(next === null ? { End: true } : { Next: next }),
  };
}

const TIMERS_FROM_ANSWER = {
  ResultSelector: Object.fromEntries(Object.keys(TIMERS).map((name) => [`${name}.$`, `$.Payload.${name}`])),
  ResultPath: '$.timers',
};

interface GateOptions {
  readonly next: string;
  /** The state after the time is up. */
  readonly late: string;
}

/** Waits with a task token. What the relay hands in when it resumes the gate are the timers, so nothing is selected from it. */
function gate(place: Place, name: Gate, { next, late }: GateOptions): State {
  return {
    Type: 'Task',
    Resource: `arn:${place.partition}:states:::lambda:invoke.waitForTaskToken`,
    Parameters: {
      FunctionName: place.functionArn('openGate'),
      Payload: { ...IDS, gate: name, 'taskToken.$': '$$.Task.Token' },
    },
    ResultPath: '$.timers',
    TimeoutSecondsPath: `$.timers.${name}Seconds`,
    Retry: [TRANSIENT],
    Catch: [LEAVE, START_OVER, caught(['States.Timeout'], late)],
    Next: next,
  };
}
