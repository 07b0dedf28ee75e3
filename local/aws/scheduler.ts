import { z } from 'zod';
import { arnOf } from './arns.ts';
import type { AsyncInvokes } from './async-invokes.ts';
import type { LocalFunctions } from './functions.ts';
import { AwsError } from './protocol/aws-error.ts';
import type { AwsRequest, AwsResponse } from './protocol/http.ts';
import { parse } from './protocol/json.ts';
import { type Operations, operationsOf, perform } from './protocol/operations.ts';
import { Schedules, type StoredSchedule } from './schedules.ts';
import type { StateDirectory } from './state-file.ts';

export interface SchedulerOptions {
  readonly functions: LocalFunctions;
  /** Takes the calls of schedules that are delivered. */
  readonly asynchronously: Pick<AsyncInvokes, 'accept'>;
  /** Puts a schedule that could not be delivered into its dead-letter queue. */
  readonly putLetter: (queueArn: string, body: string) => void;
  readonly directory?: StateDirectory | undefined;
  readonly now: () => number;
  /** Names of the groups besides `default`. */
  readonly groups?: readonly string[];
  /** Called after a schedule fired, with the error if it could not be delivered in any attempt. */
  readonly onFired?: (name: string, error: Error | undefined) => void;
}

const operation = operationsOf('ValidationException');

/** EventBridge Scheduler for one-time schedules whose targets are functions. They fire to the second, where AWS takes up to a minute. */
export class LocalScheduler {
  readonly schedules: Schedules;
  readonly #options: SchedulerOptions;
  readonly #groups: ReadonlySet<string>;

  constructor(options: SchedulerOptions) {
    const { functions, asynchronously, putLetter, directory, now, groups = [], onFired = () => {} } = options;
    this.#options = options;
    this.#groups = new Set(['default', ...groups]);
    this.schedules = new Schedules({ functions, asynchronously, putLetter, directory, now, onFired });
  }

  readonly operations: Operations = {
    CreateSchedule: operation(schedule, (input) => this.#create(input)),
    UpdateSchedule: operation(schedule, (input) => this.#update(input)),
    GetSchedule: operation(byName, (input) => shown(this.#find(input))),
    DeleteSchedule: operation(byName, (input) => this.schedules.remove(this.#find(input))),
  };

  /** A REST service: method and path name the operation. Undefined for a foreign path. */
  async answer(request: AwsRequest): Promise<AwsResponse | undefined> {
    const name = /^\/schedules\/([^/]+)$/.exec(request.path)?.[1];
    if (name === undefined) return undefined;
    const query = Object.fromEntries([...request.query].map(([key, value]) => [QUERY[key] ?? key, value]));
    const body = parse(request.body);
    const parameters = { ...(typeof body === 'object' ? body : {}), ...query, Name: decodeURIComponent(name) };
    const answer = await perform(this.operations, METHODS[request.method] ?? request.method, parameters);
    return { status: 200, contentType: 'application/json', body: JSON.stringify(answer ?? {}) };
  }

  #create(input: Schedule) {
    const standing = this.schedules.find(input.GroupName, input.Name);
    const next = this.#stored(input, undefined);
    // A repeated call after a lost answer means the same schedule.
    const repeated = next.clientToken !== null && standing?.clientToken === next.clientToken;
    if (standing !== undefined && !repeated)
      throw new AwsError('ConflictException', `Schedule ${input.Name} already exists.`, { status: 409 });
    if (standing === undefined) this.schedules.put(next);
    return { ScheduleArn: arnOfSchedule(next) };
  }

  #update(input: Schedule) {
    const standing = this.#find(input);
    const next = this.#stored(input, standing);
    this.schedules.put(next);
    return { ScheduleArn: arnOfSchedule(next) };
  }

  #find({ GroupName, Name }: z.output<typeof byName>): StoredSchedule {
    const found = this.schedules.find(GroupName, Name);
    if (found !== undefined) return found;
    throw new AwsError('ResourceNotFoundException', `Schedule ${Name} does not exist.`, { status: 404 });
  }

  #stored(input: Schedule, standing: StoredSchedule | undefined): StoredSchedule {
    const { Name, GroupName, ScheduleExpression, Target, ClientToken, ...rest } = input;
    if (!this.#groups.has(GroupName))
      throw new AwsError('ResourceNotFoundException', `Schedule group ${GroupName} does not exist.`, { status: 404 });
    if (!this.#options.functions.has(Target.Arn))
      throw new AwsError('ValidationException', `\`${Target.Arn}\` is no function of the local server`);
    const now = this.#options.now();
    return {
      name: Name,
      group: GroupName,
      expression: ScheduleExpression,
      dueAt: Date.parse(`${ScheduleExpression.slice(3, -1)}Z`),
      target: Target,
      enabled: rest.State === 'ENABLED',
      deleteAfter: rest.ActionAfterCompletion === 'DELETE',
      description: rest.Description ?? null,
      clientToken: ClientToken ?? null,
      createdAt: standing?.createdAt ?? now,
      changedAt: now,
      fired: false,
    };
  }
}

const METHODS: Readonly<Record<string, string>> = {
  POST: 'CreateSchedule',
  PUT: 'UpdateSchedule',
  GET: 'GetSchedule',
  DELETE: 'DeleteSchedule',
};

const QUERY: Readonly<Record<string, string>> = { groupName: 'GroupName', clientToken: 'ClientToken' };

const name = z.string().regex(/^[\w.-]{1,64}$/, 'a name has 1 to 64 letters, digits, `-`, `_` and `.`');
const group = name.default('default');
const token = z.string().min(1).max(64).optional();

const byName = z.strictObject({ Name: name, GroupName: group, ClientToken: token });

const schedule = z.strictObject({
  Name: name,
  GroupName: group,
  ClientToken: token,
  Description: z.string().max(512).optional(),
  ScheduleExpression: z
    .string()
    .regex(/^at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)$/, 'only one-time schedules are emulated: at(yyyy-mm-ddThh:mm:ss)')
    .refine((text) => !Number.isNaN(Date.parse(`${text.slice(3, -1)}Z`)), 'this is no moment'),
  ScheduleExpressionTimezone: z.literal('UTC').optional(),
  FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
  Target: z.strictObject({
    Arn: z.string(),
    RoleArn: z.string(),
    /** At most 256 KB (https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Target.html). */
    Input: z
      .string()
      .min(1)
      .refine((text) => Buffer.byteLength(text) <= 262_144, 'at most 256 KB')
      .optional(),
    RetryPolicy: z
      .strictObject({
        MaximumRetryAttempts: z.int().min(0).max(185).optional(),
        MaximumEventAgeInSeconds: z.int().min(60).max(86_400).optional(),
      })
      .optional(),
    DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
  }),
});
type Schedule = z.output<typeof schedule>;

const arnOfSchedule = (one: StoredSchedule): string => arnOf('scheduler', `schedule/${one.group}/${one.name}`);

const shown = (one: StoredSchedule) => ({
  Arn: arnOfSchedule(one),
  Name: one.name,
  GroupName: one.group,
  Description: one.description ?? undefined,
  ScheduleExpression: one.expression,
  ScheduleExpressionTimezone: 'UTC',
  FlexibleTimeWindow: { Mode: 'OFF' },
  State: one.enabled ? 'ENABLED' : 'DISABLED',
  ActionAfterCompletion: one.deleteAfter ? 'DELETE' : 'NONE',
  Target: one.target,
  CreationDate: one.createdAt / 1000,
  LastModificationDate: one.changedAt / 1000,
});
