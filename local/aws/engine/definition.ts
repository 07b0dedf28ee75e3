import { z } from 'zod';

/**
 * The part of the Amazon States Language that the embedded engine runs. Everything else is refused when the engine is made: a heartbeat,
 * JSONata, variables, other integrations, Choice, Map, Parallel, Pass, intrinsic functions, filters in paths.
 */

const reference = z.string().regex(/^\$(\.[A-Za-z_]\w*)*$/, 'only plain reference paths such as `$.a.b` are supported');
const CONTEXT = [
  '$$.Execution.Id',
  '$$.Execution.Input',
  '$$.Execution.Name',
  '$$.Execution.StartTime',
  '$$.StateMachine.Id',
  '$$.StateMachine.Name',
  '$$.Task.Token',
];
/** RFC 3339, as ASL demands. */
export const timestamp = z.iso.datetime({ offset: true });
const seconds = z.int().min(1).max(99_999_999);

/** A payload template: members that end in `.$` are paths. */
const template = z.record(z.string(), z.json()).superRefine((value, context) => {
  for (const [path, problem] of problemsOf(value)) context.addIssue({ code: 'custom', message: problem, path });
});

type Problem = readonly [path: string[], problem: string];

function problemsOf(value: unknown, at: readonly string[] = []): Problem[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const path = [...at, name];
    if (!name.endsWith('.$')) return problemsOf(inner, path);
    const known = reference.safeParse(inner).success || CONTEXT.includes(String(inner));
    return known ? [] : [[path, `\`${String(inner)}\` is no path that is supported`]];
  });
}

const errors = z.array(
  z.string().refine((name) => name !== 'States.TaskFailed', 'States.TaskFailed is not supported, name the errors'),
);

const retrier = z
  .strictObject({
    Comment: z.string().optional(),
    ErrorEquals: errors,
    IntervalSeconds: seconds.optional(),
    MaxAttempts: z.int().min(0).max(99_999_999).optional(),
    BackoffRate: z.number().min(1).optional(),
    MaxDelaySeconds: seconds.max(31_622_400).optional(),
    JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
  })
  .refine((one) => longestPause(one) <= LONGEST_TIMER_SECONDS, 'pauses of more than 24 days are not supported');

const catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: errors,
  Next: z.string(),
  ResultPath: z.union([z.null(), reference]).optional(),
});

const common = { Comment: z.string().optional(), QueryLanguage: z.literal('JSONPath').optional() };
const transition = { Next: z.string().optional(), End: z.literal(true).optional() };

const parameters = z
  .strictObject({ FunctionName: z.string(), Payload: template.optional(), 'Payload.$': reference.optional() })
  .refine((one) => one.Payload === undefined || one['Payload.$'] === undefined, 'a task has one payload');

const task = z
  .strictObject({
    ...common,
    ...transition,
    Type: z.literal('Task'),
    Resource: z.enum(['arn:aws:states:::lambda:invoke', 'arn:aws:states:::lambda:invoke.waitForTaskToken']),
    Parameters: parameters,
    TimeoutSeconds: seconds.optional(),
    TimeoutSecondsPath: reference.optional(),
    ResultSelector: template.optional(),
    ResultPath: z.union([z.null(), reference]).optional(),
    OutputPath: z.union([z.null(), reference]).optional(),
    Retry: z.array(retrier).optional(),
    Catch: z.array(catcher).optional(),
  })
  .refine(
    ({ Resource, Parameters }) => Resource.endsWith('.waitForTaskToken') === usesToken(Parameters),
    'a task that waits for its token hands it to its function, and no other task has one',
  );

const wait = z
  .strictObject({
    ...common,
    ...transition,
    Type: z.literal('Wait'),
    Seconds: seconds.optional(),
    SecondsPath: reference.optional(),
    Timestamp: timestamp.optional(),
    TimestampPath: reference.optional(),
  })
  .refine(
    ({ Seconds, SecondsPath, Timestamp, TimestampPath }) =>
      [Seconds, SecondsPath, Timestamp, TimestampPath].filter((one) => one !== undefined).length === 1,
    'a wait has exactly one duration',
  );

const succeed = z.strictObject({ ...common, Type: z.literal('Succeed') });
const fail = z.strictObject({
  ...common,
  Type: z.literal('Fail'),
  Error: z.string().optional(),
  Cause: z.string().optional(),
});

const machine = z.strictObject({
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONPath').optional(),
  Version: z.literal('1.0').optional(),
  TimeoutSeconds: seconds.optional(),
  StartAt: z.string(),
  States: z.record(z.string(), z.discriminatedUnion('Type', [task, wait, succeed, fail])),
});

export type Machine = z.output<typeof machine>;
export type TaskState = z.output<typeof task>;
export type WaitState = z.output<typeof wait>;

/** Parses a definition. Throws an `Error` that names everything that this engine does not run. */
export function parseDefinition(definition: unknown): Machine {
  const parsed = machine.safeParse(definition);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`the embedded engine does not run this definition: ${problems.join('; ')}`);
}

/** Node's timers end at 2^31 - 1 ms, a little more than 24 days, and fire at once beyond that. */
export const LONGEST_TIMER_SECONDS = 2_147_483;

function longestPause({ IntervalSeconds = 1, BackoffRate = 2, MaxAttempts = 3, MaxDelaySeconds }: Retrier): number {
  const last = IntervalSeconds * BackoffRate ** Math.max(MaxAttempts - 1, 0);
  return Math.min(last, MaxDelaySeconds ?? last);
}

interface Retrier {
  readonly IntervalSeconds?: number | undefined;
  readonly BackoffRate?: number | undefined;
  readonly MaxAttempts?: number | undefined;
  readonly MaxDelaySeconds?: number | undefined;
}

const usesToken = (parameters: unknown): boolean => JSON.stringify(parameters).includes('"$$.Task.Token"');
