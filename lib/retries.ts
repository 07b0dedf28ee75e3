import { TASK_ERRORS } from '../lambdas/contract/workflow.ts';

/**
 * Errors for which a retry may work: of a service that our code calls, of Lambda itself, or of a function that was ended: killed, out of
 * memory or out of time. Their names: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-deployment.html.
 */
export const MAY_PASS = [
  'AdapterError',
  'Lambda.AWSLambdaException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.SdkClientException',
  'Lambda.ServiceException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Runtime.ExitError',
  'Runtime.OutOfMemory',
  'Runtime.Unknown',
  'Sandbox.Timedout',
] as const;

/**
 * Errors that a retry only repeats: a service refused for good, or the deployed code cannot be loaded. The execution fails at once, and its
 * alarm asks for a person. A revocation is retried all the same.
 */
export const FINAL = [
  'FinalAdapterError',
  'Runtime.HandlerNotFound',
  'Runtime.ImportModuleError',
  'Runtime.MalformedHandlerName',
  'Runtime.UserCodeSyntaxError',
] as const;

/**
 * Bridges an outage of about two hours: 240 retries, up to 60 s apart (half of that on average: full jitter keeps the recoveries of one
 * outage from returning together). A failed execution does not return by itself; its alarm asks for a person.
 */
export const TRANSIENT = {
  ErrorEquals: MAY_PASS,
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxDelaySeconds: 60,
  MaxAttempts: 240,
  JitterStrategy: 'FULL',
} as const;

/** A task whose answer was lost: the function has long ended. A gate has no such retry, because its timeout is the end of a window. */
export const UNANSWERED = {
  ErrorEquals: ['States.Timeout'],
  IntervalSeconds: 1,
  BackoffRate: 1,
  MaxAttempts: 80,
} as const;

/** A connector that has not finished: from 2 s, growing to 30 s, 35 times: 15 minutes, the longest time for a rotation. */
export const WHILE_PENDING = {
  ErrorEquals: [TASK_ERRORS.pending],
  IntervalSeconds: 2,
  BackoffRate: 1.5,
  MaxDelaySeconds: 30,
  MaxAttempts: 35,
} as const;

/** A deployed policy that two administrators have not adopted yet: every five minutes for five days. */
export const WHILE_HELD = {
  ErrorEquals: [TASK_ERRORS.notAdopted],
  IntervalSeconds: 60,
  BackoffRate: 2,
  MaxDelaySeconds: 300,
  MaxAttempts: 1500,
} as const;

/**
 * Access that is not confirmed gone: soon at first, then at most five minutes apart, for about five days. Each attempt is three events; an
 * execution may have 25,000, of which the waits above can take 9,000. After the last attempt the execution fails with an alarm, and the
 * sweeper continues.
 */
export const UNTIL_GONE = {
  ErrorEquals: [TASK_ERRORS.notGone, 'States.Timeout', ...MAY_PASS, ...FINAL],
  IntervalSeconds: 2,
  BackoffRate: 2,
  MaxDelaySeconds: 300,
  MaxAttempts: 3000,
  JitterStrategy: 'FULL',
} as const;

/** Errors that are never retried: the retrier below must leave them to be caught. */
export const NEVER = {
  ErrorEquals: [
    ...[TASK_ERRORS.ended, TASK_ERRORS.planVoided, TASK_ERRORS.notDue, TASK_ERRORS.executionFailed],
    TASK_ERRORS.work,
  ],
  MaxAttempts: 0,
} as const;

/**
 * Any other error while executing is a bug, and the end of the grant is already armed. Retries for about 45 minutes: until then the loop
 * through `Revoke` (not due yet) back to `Execute` is slow and fits into the 25,000 events.
 */
export const DEFECT = {
  ErrorEquals: ['States.ALL'],
  IntervalSeconds: 30,
  BackoffRate: 2,
  MaxDelaySeconds: 300,
  MaxAttempts: 12,
} as const;
