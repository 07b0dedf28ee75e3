import type { FunctionName } from '../lambdas/contract/functions.ts';
import { type Gate, STATES, TASK_ERRORS, type Timers } from '../lambdas/contract/workflow.ts';
import { DEFECT, NEVER, TRANSIENT, UNANSWERED, UNTIL_GONE, WHILE_HELD, WHILE_PENDING } from './retries.ts';

/** The environment that the definition refers to. */
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
  readonly TimeoutSeconds: number;
  readonly States: Readonly<Record<string, State>>;
}

/**
 * The life of one recovery. Its data are two ids and the latest timers from the ledger. No state decides anything (there is no Choice):
 * when a task finds the ledger at another stage, it throws a named error, and the execution goes there.
 */
export function recoveryDefinition(place: Place): Definition {
  const { assess, awaitProof, awaitApproval, coolingOff, execute, holdGrant, revoke, awaitReview, close } = STATES;
  const { awaitWork, awaitEnd, expireStage, reviewOverdue, ended } = STATES;
  return {
    Comment: 'one recovery: one account, one action',
    StartAt: assess,
    TimeoutSeconds: EXECUTION_SECONDS,
    States: {
      [assess]: task(place, 'assess', {
        next: awaitProof,
        retries: [WHILE_PENDING, WHILE_HELD, TRANSIENT, UNANSWERED],
        errors: [LEAVE],
      }),
      [awaitProof]: gate(place, 'proof', { next: awaitApproval, late: expireStage }),
      [awaitApproval]: gate(place, 'approval', { next: coolingOff, late: expireStage }),
      [coolingOff]: { Type: 'Wait', TimestampPath: '$.timers.executeNotBefore', Next: execute },
      [execute]: task(place, 'execute', {
        next: holdGrant,
        retries: [WHILE_PENDING, WHILE_HELD, TRANSIENT, UNANSWERED, NEVER, DEFECT],
        errors: [LEAVE, START_OVER, caught([TASK_ERRORS.work], awaitWork), ...REVOKING],
      }),
      // The timers are read again before it is looked at again: by then the time may be over.
      [awaitWork]: gate(place, 'work', { next: execute, late: assess }),
      [holdGrant]: gate(place, 'hold', { next: revoke, late: revoke }),
      [revoke]: task(place, 'revoke', {
        next: awaitReview,
        retries: [UNTIL_GONE],
        errors: [LEAVE, START_OVER, caught([TASK_ERRORS.work], awaitEnd)],
      }),
      [awaitEnd]: gate(place, 'work', { next: revoke, late: revoke }),
      [awaitReview]: gate(place, 'review', { next: close, late: reviewOverdue }),
      [close]: task(place, 'close', { next: null }),
      [expireStage]: task(place, 'expireStage', { next: ended }),
      [reviewOverdue]: task(place, 'expireStage', { next: awaitReview }),
      [ended]: { Type: 'Succeed' },
    },
  };
}

/** Longer than any function of a task may run; without it a task whose answer is lost would wait for three years. */
const TASK_SECONDS = 90;

/**
 * 360 days: an execution that is still open then rings. AWS itself ends one after a year
 * (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html).
 */
const EXECUTION_SECONDS = 360 * 86_400;

const caught = (errors: readonly string[], next: string) => ({ ErrorEquals: errors, ResultPath: null, Next: next });

/** For a recovery that has ended by the ledger. */
const LEAVE = caught([TASK_ERRORS.ended], STATES.ended);

/** For an execution that failed, or that no retry helps: everything that it did is revoked. */
const REVOKING = [caught([TASK_ERRORS.executionFailed], STATES.revoke), caught(['States.ALL'], STATES.revoke)];

/** For a ledger at another stage: the timers are read again, and every state that is already passed lets the execution through. */
const START_OVER = caught([TASK_ERRORS.planVoided, TASK_ERRORS.notDue], STATES.assess);

/** Every field of `Timers`, by name: a task that omits one fails there, not days later. */
const TIMERS: Readonly<Record<keyof Timers, null>> = {
  proofSeconds: null,
  approvalSeconds: null,
  workSeconds: null,
  holdSeconds: null,
  reviewSeconds: null,
  executeNotBefore: null,
};

const IDS = { 'account.$': '$.account', 'recovery.$': '$.recovery' } as const;

interface TaskOptions {
  /** The next state; null ends the execution. */
  readonly next: string | null;
  readonly retries?: readonly object[];
  readonly errors?: readonly object[];
}

function task(place: Place, name: FunctionName, options: TaskOptions): State {
  const { next, retries = [TRANSIENT, UNANSWERED], errors = [LEAVE, START_OVER] } = options;
  return {
    Type: 'Task',
    Resource: `arn:${place.partition}:states:::lambda:invoke`,
    Parameters: { FunctionName: place.functionArn(name), Payload: IDS },
    TimeoutSeconds: TASK_SECONDS,
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
  /** The state after a timeout. */
  readonly late: string;
}

/** Waits with a task token. The relay resumes the gate with the timers as the whole result, so nothing is selected from it. */
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
