import type { RunOptions, StateMachine } from 'aws-local-stepfunctions';
import { arnOf } from '../arns.ts';
import type { LocalFunctions } from '../functions.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { after } from '../timers.ts';
import { adapt } from './adapted.ts';
import { LONGEST_TIMER_SECONDS, type Machine, parseDefinition } from './definition.ts';
import { provideWithResolvers } from './promise-with-resolvers.ts';
import { Run } from './run.ts';
import { TaskTokens } from './task-tokens.ts';

export interface EngineOptions {
  /** Name of the state machine, from which its ARN is made. */
  readonly name: string;
  /** Parsed Amazon States Language, with every reference of the template resolved. */
  readonly definition: unknown;
  readonly functions: LocalFunctions;
  /** Milliseconds since 1970; by default the machine's clock. */
  readonly now?: () => number;
  /** Called when an execution has failed, which only an operator can repair. Must not throw. */
  readonly onFailed?: (execution: Execution) => void;
  /** For tests only: the longest time of a single timer. */
  readonly lapMs?: number;
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** The current state of an execution. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  /** JSON, as given. */
  readonly input: string;
  readonly startedAt: number;
  /** Names of the states it has entered, in order; a retry does not count. */
  readonly entered: readonly string[];
  readonly status: ExecutionStatus;
  readonly endedAt?: number;
  /** JSON. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** How long Step Functions keeps an execution after its end, and its name taken ("Execution history retention time", 90 days). */
export const REMEMBERED_MS = 90 * 24 * 3600 * 1000;

type Live = { -readonly [Field in keyof Execution]: Execution[Field] } & { entered: string[]; halt: () => void };

/**
 * Step Functions on one machine: runs one state machine on the library, with real functions. It forgets its executions when the process
 * ends: the next start begins them again, and they fast-forward to the ledger's stage.
 */
export class Engine {
  readonly arn: string;
  /** For its API only. */
  readonly tokens = new TaskTokens();
  readonly #options: EngineOptions;
  readonly #machine: Machine;
  readonly #library: StateMachine;
  readonly #executions = new Map<string, Live>();

  /** Throws an `Error` that names what the definition uses and this engine does not support, or the missing function. */
  constructor(options: EngineOptions) {
    provideWithResolvers();
    this.#options = options;
    this.arn = arnOf('states', `stateMachine:${options.name}`);
    this.#machine = parseDefinition(options.definition);
    this.#library = adapt(this.#machine);
    for (const [name, state] of Object.entries(this.#machine.States)) {
      if (state.Type !== 'Task' || options.functions.has(state.Parameters.FunctionName)) continue;
      throw new Error(`state \`${name}\` calls \`${state.Parameters.FunctionName}\`, which is not a function here`);
    }
  }

  /** All executions that run or ended within the last 90 days, oldest first. */
  get executions(): readonly Execution[] {
    this.#forget();
    return [...this.#executions.values()];
  }

  /**
   * Starts an execution. For a running one with the same name and input, returns it. Throws `ExecutionAlreadyExists` for another input, or
   * when it is over, and `InvalidExecutionInput`.
   */
  start(name: string, input: string): Execution {
    this.#forget();
    const standing = this.#executions.get(name);
    if (standing?.status === 'RUNNING' && standing.input === input) return standing;
    if (standing !== undefined) throw new AwsError('ExecutionAlreadyExists', `execution \`${name}\` exists already`);
    const parsed = parseInput(input);
    const arn = arnOf('states', `execution:${this.#options.name}:${name}`);
    const live: Live = { arn, name, input, startedAt: this.#now(), entered: [], status: 'RUNNING', halt: () => {} };
    this.#executions.set(name, live);
    this.#run(live, parsed);
    return live;
  }

  /** Throws `ExecutionDoesNotExist`. */
  describe(arn: string): Execution {
    return this.#find(arn);
  }

  /** Stops an execution; one that is over stays unchanged. Throws `ExecutionDoesNotExist`. */
  stop(arn: string, error?: string, cause?: string): Execution {
    const live = this.#find(arn);
    this.#end(live, {
      status: 'ABORTED',
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    });
    return live;
  }

  /** Stops all executions, so that no timer is left. */
  close(): void {
    for (const live of this.#executions.values()) this.#end(live, { status: 'ABORTED' });
  }

  #run(live: Live, input: unknown): void {
    const { functions, lapMs = (LONGEST_TIMER_SECONDS - 60) * 1000 } = this.#options;
    const run = new Run({ functions, tokens: this.tokens, now: () => this.#now(), lapMs });
    const machine = { Id: this.arn, Name: this.#options.name };
    const context = { Execution: { Id: live.arn, Name: live.name }, StateMachine: machine, Task: run.task };
    const overrides = { taskResourceLocalHandlers: run.handlersOf(this.#machine) };
    const { result, abort, eventLogs } = this.#library.run(input as Input, { context, overrides } as RunOptions);
    const { TimeoutSeconds } = this.#machine;
    const callOff =
      TimeoutSeconds === undefined
        ? () => {}
        : after(TimeoutSeconds * 1000, () => this.#end(live, { status: 'TIMED_OUT' }));
    live.halt = () => {
      callOff();
      run.stop();
      abort();
    };
    void follow(eventLogs, live);
    result.then(
      (output) => this.#end(live, { status: 'SUCCEEDED', output: JSON.stringify(output) }),
      ({ cause }: { readonly cause?: Error }) =>
        this.#end(live, { status: 'FAILED', error: cause?.name ?? 'States.Runtime', cause: cause?.message ?? '' }),
    );
  }

  #end(live: Live, end: Pick<Execution, 'status' | 'output' | 'error' | 'cause'>): void {
    if (live.status !== 'RUNNING') return;
    Object.assign(live, end, { endedAt: this.#now() });
    live.halt();
    // What it ran with is let go: 90 days of ended executions cost their texts only.
    live.halt = () => {};
    if (end.status === 'FAILED' || end.status === 'TIMED_OUT') this.#options.onFailed?.(live);
  }

  #forget(): void {
    const since = this.#now() - REMEMBERED_MS;
    for (const [name, { endedAt }] of this.#executions)
      if (endedAt !== undefined && endedAt <= since) this.#executions.delete(name);
  }

  #find(arn: string): Live {
    this.#forget();
    const name = arn.slice(arn.lastIndexOf(':') + 1);
    const live = this.#executions.get(name);
    if (live?.arn !== arn) throw new AwsError('ExecutionDoesNotExist', `no execution \`${arn}\``);
    return live;
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}

type Input = Parameters<StateMachine['run']>[0];

async function follow(logs: ReturnType<StateMachine['run']>['eventLogs'], live: Live): Promise<void> {
  for await (const event of logs) if (event.type === 'StateEntered') live.entered.push(event.state.name);
}

function parseInput(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    throw new AwsError('InvalidExecutionInput', 'the input is no JSON');
  }
}
