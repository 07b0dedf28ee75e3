import { TASK_ERRORS } from '../lambdas/contract/workflow.ts';

/** What may work when it is tried again: a service that our code calls, or Lambda itself. */
const MAY_PASS = [
  'AdapterError',
  'Lambda.AWSLambdaException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.SdkClientException',
  'Lambda.ServiceException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Sandbox.Timedout',
] as const;

/**
 * Rides out an outage of about two hours: up to 60 s apart (on average half of it, because full jitter keeps the recoveries of one outage
 * from coming back together), 240 times. An execution that has failed does not come back by itself; its alarm asks for a person.
 */
export const TRANSIENT = {
  ErrorEquals: MAY_PASS,
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxDelaySeconds: 60,
  MaxAttempts: 240,
  JitterStrategy: 'FULL',
} as const;

/** A connector that has not finished: 2 s, growing to 30 s, 35 times is 15 minutes, the longest that a rotation may take. */
export const WHILE_PENDING = {
  ErrorEquals: [TASK_ERRORS.pending],
  IntervalSeconds: 2,
  BackoffRate: 1.5,
  MaxDelaySeconds: 30,
  MaxAttempts: 35,
} as const;

/** A deployed policy that two administrators have still to adopt: every five minutes for five days. */
export const WHILE_HELD = {
  ErrorEquals: [TASK_ERRORS.notAdopted],
  IntervalSeconds: 60,
  BackoffRate: 2,
  MaxDelaySeconds: 300,
  MaxAttempts: 1500,
} as const;

/**
 * Access that is not confirmed gone: soon at first, then at most five minutes apart, for about five days. Each attempt is three events
 * and an execution may have 25,000, of which the waits above can take 9,000; after the last the execution fails, which rings an alarm,
 * and the sweeper goes on.
 */
export const UNTIL_GONE = {
  ErrorEquals: [TASK_ERRORS.notGone, ...MAY_PASS],
  IntervalSeconds: 2,
  BackoffRate: 2,
  MaxDelaySeconds: 300,
  MaxAttempts: 3000,
  JitterStrategy: 'FULL',
} as const;

/** Not retried, so that the retrier below leaves them to be caught. */
export const NEVER = {
  ErrorEquals: [TASK_ERRORS.ended, TASK_ERRORS.planVoided, TASK_ERRORS.notDue, TASK_ERRORS.executionFailed],
  MaxAttempts: 0,
} as const;

/**
 * Anything else while executing is a defect, and the end of the grant is armed already. About 45 minutes, so that until then the round by
 * way of `Revoke`, which is not due yet, back to `Execute` is slow and has room in the 25,000 events.
 */
export const DEFECT = {
  ErrorEquals: ['States.ALL'],
  IntervalSeconds: 30,
  BackoffRate: 2,
  MaxDelaySeconds: 300,
  MaxAttempts: 12,
} as const;
