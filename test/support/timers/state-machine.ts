import type { FunctionName } from '../../../lambdas/contract/functions.ts';
import type { RecoveryRef, Timers } from '../../../lambdas/contract/workflow.ts';
import type { Definition } from '../../../lib/definition.ts';
import type { VirtualTime } from './virtual-time.ts';

type State = Definition['States'][string];

interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly MaxAttempts?: number;
  readonly JitterStrategy?: 'FULL';
}

interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
}

export interface Machine {
  readonly definition: Definition;
  readonly time: VirtualTime;
  readonly random: () => number;
  /** Calls a function as a task does. */
  readonly call: (name: FunctionName, payload: object) => Promise<unknown>;
  /** Whether the answer of a call is lost: the task then times out. */
  readonly isLost: () => boolean;
  /** Where an execution is lost for good: nothing happens any more in this state or after it. */
  readonly diesAt: string | null;
}

/**
 * One execution of the real definition on a virtual clock: tasks, gates, waits, retries and catches, with the data that the states of this
 * product pass on, their timers. Anything else of the language throws.
 */
export class Execution {
  readonly #machine: Machine;
  readonly #ref: RecoveryRef;
  #timers: Partial<Timers> = {};
  #token: string | null = null;
  #tokens = 0;
  #gate: State | null = null;

  constructor(machine: Machine, ref: RecoveryRef) {
    this.#machine = machine;
    this.#ref = ref;
  }

  async enter(name: string): Promise<void> {
    const { definition, time, diesAt } = this.#machine;
    const state = definition.States[name];
    if (state === undefined) throw new Error(`no state \`${name}\``);
    if (name === diesAt || state['Type'] === 'Succeed') return;
    if (state['Type'] === 'Wait') {
      const until = this.#timers.executeNotBefore;
      if (state['TimestampPath'] !== '$.timers.executeNotBefore' || until === undefined) throw new Error('what wait?');
      return time.at(Date.parse(until), () => this.enter(String(state['Next'])));
    }
    if (state['Type'] !== 'Task') throw new Error(`a state of type ${String(state['Type'])}`);
    const isGate = String(state['Resource']).endsWith('.waitForTaskToken');
    return isGate ? this.#wait(state) : this.#work(state, new Map());
  }

  /** As `SendTaskSuccess`: a token that is used, or whose gate has timed out, changes nothing. */
  async resume(token: string, timers: Timers): Promise<void> {
    if (token !== this.#token || this.#gate === null) return;
    const next = String(this.#gate['Next']);
    [this.#token, this.#gate, this.#timers] = [null, null, timers];
    await this.enter(next);
  }

  async #work(state: State, tried: Map<Retrier, number>): Promise<void> {
    const { call, isLost, time } = this.#machine;
    const seconds = Number(state['TimeoutSeconds']);
    let answer: unknown;
    try {
      answer = await call(functionOf(state), this.#ref);
    } catch (error) {
      return this.#failed(state, nameOf(error), tried);
    }
    if (isLost()) return time.after(seconds * 1000, () => this.#failed(state, 'States.Timeout', tried));
    if (state['End'] === true) return;
    if (state['ResultPath'] === '$.timers') this.#timers = answer as Timers;
    return this.enter(String(state['Next']));
  }

  async #wait(state: State): Promise<void> {
    const { call, time } = this.#machine;
    this.#tokens += 1;
    const token = `${this.#ref.recovery}/${this.#tokens}`;
    [this.#token, this.#gate] = [token, state];
    const field = String(state['TimeoutSecondsPath']).replace('$.timers.', '') as keyof Timers;
    const seconds = Number(this.#timers[field]);
    if (!(seconds >= 1)) throw new Error(`a gate without its time: ${field}`);
    // Counted from here, also while the function of the gate is still called.
    time.after(seconds * 1000, () => this.#closed(token, state, 'States.Timeout'));
    const { gate } = payloadOf(state) as { readonly gate: string };
    try {
      await call(functionOf(state), { ...this.#ref, gate, taskToken: token });
    } catch (error) {
      await this.#closed(token, state, nameOf(error));
    }
  }

  async #closed(token: string, state: State, error: string): Promise<void> {
    if (this.#token !== token) return;
    [this.#token, this.#gate] = [null, null];
    await this.#failed(state, error, new Map());
  }

  /** The first retrier that names the error and has attempts left, else the first catcher. */
  async #failed(state: State, error: string, tried: Map<Retrier, number>): Promise<void> {
    const { random, time } = this.#machine;
    const names = ({ ErrorEquals }: Retrier | Catcher) =>
      ErrorEquals.includes(error) || ErrorEquals.includes('States.ALL');
    const retrier = ((state['Retry'] ?? []) as readonly Retrier[]).find(names);
    const attempt = retrier === undefined ? 0 : (tried.get(retrier) ?? 0);
    if (retrier !== undefined && attempt < (retrier.MaxAttempts ?? 3)) {
      tried.set(retrier, attempt + 1);
      const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Number.POSITIVE_INFINITY } = retrier;
      const delay = Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds) * 1000;
      const again = () => (this.#isGate(state) ? this.#wait(state) : this.#work(state, tried));
      return time.after(retrier.JitterStrategy === 'FULL' ? delay * random() : delay, again);
    }
    const catcher = ((state['Catch'] ?? []) as readonly Catcher[]).find(names);
    if (catcher === undefined) throw new Error(`the execution failed: ${error}`);
    return this.enter(catcher.Next);
  }

  #isGate(state: State): boolean {
    return String(state['Resource']).endsWith('.waitForTaskToken');
  }
}

const parametersOf = (state: State) =>
  state['Parameters'] as { readonly FunctionName: FunctionName; readonly Payload: object };

const functionOf = (state: State): FunctionName => parametersOf(state).FunctionName;

const payloadOf = (state: State): object => parametersOf(state).Payload;

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'Lambda.Unknown');
