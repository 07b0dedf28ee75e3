import type { LocalFunctions } from '../functions.ts';
import { LAP, type TaskInput, type WaitInput } from './adapted.ts';
import { type Machine, timestamp } from './definition.ts';
import { StateError } from './state-error.ts';
import type { TaskTokens } from './task-tokens.ts';

export interface RunServices {
  readonly functions: LocalFunctions;
  readonly tokens: TaskTokens;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The longest time until a waiting state is entered again; shorter than Node's longest timer. */
  readonly lapMs: number;
}

/** The result that a state waits for, across laps. */
interface Pending {
  readonly result: Promise<unknown>;
  /** By the clock of `performance.now()`. */
  readonly endsAt: number;
  /** The result after the timeout; may throw. */
  readonly atEnd: () => unknown;
  /** Called when the result is no longer needed. */
  readonly forget: () => void;
}

type Handler = (input: unknown) => Promise<unknown>;

/** The states of one execution. They run one after the other, so there is only one result to wait for. */
export class Run {
  readonly #services: RunServices;
  readonly #stopping = new AbortController();
  #carried: Pending | undefined;
  #token: string | undefined;

  constructor(services: RunServices) {
    this.#services = services;
  }

  /** `$$.Task`: the same token on every read, until a task takes it. */
  get task(): { readonly Token: string } {
    const current = (): string => {
      this.#token ??= this.#services.tokens.make();
      return this.#token;
    };
    return {
      get Token() {
        return current();
      },
    };
  }

  /** Handlers by the name of their state. */
  handlersOf(machine: Machine): Record<string, Handler> {
    const handlers = Object.entries(machine.States).flatMap(([name, state]): [string, Handler][] => {
      if (state.Type === 'Wait') return [[name, this.#handler((input) => this.#wait(input as WaitInput))]];
      if (state.Type !== 'Task') return [];
      const begin = state.Resource.endsWith('.waitForTaskToken') ? this.#callWithToken : this.#call;
      return [[name, this.#handler((input) => begin(input as TaskInput))]];
    });
    return Object.fromEntries(handlers);
  }

  /** Lets the running state end and no other begin. A running function continues, like in AWS, but its result is ignored. */
  stop(): void {
    this.#stopping.abort();
  }

  #handler(begin: (input: unknown) => Pending): Handler {
    return async (input) => {
      // INVARIANT: the library retries a state even after an abort; this check prevents it.
      if (this.#stopping.signal.aborted) throw stopped();
      const pending = this.#carried ?? begin(input);
      this.#carried = undefined;
      return this.#await(pending);
    };
  }

  readonly #call = ({ call, timeoutSeconds }: TaskInput): Pending => {
    const endsAt = endOf(timeoutSeconds);
    const answer = this.#services.functions.invoke(call.FunctionName, call.Payload ?? {});
    const result = answer.then((Payload) => ({ ExecutedVersion: '$LATEST', Payload, StatusCode: 200 }));
    return { result, endsAt, atEnd: timeOut, forget: () => {} };
  };

  readonly #callWithToken = ({ call, timeoutSeconds }: TaskInput): Pending => {
    const endsAt = endOf(timeoutSeconds);
    const { functions, tokens } = this.#services;
    const token = this.task.Token;
    this.#token = undefined;
    const result = tokens.wait(token);
    functions.invoke(call.FunctionName, call.Payload ?? {}).catch((error: Error) => tokens.failed(token, error));
    return { result, endsAt, atEnd: timeOut, forget: () => tokens.forget(token) };
  };

  #wait(input: WaitInput): Pending {
    const ms =
      'timestamp' in input ? momentIn(input.timestamp) - this.#services.now() : secondsIn(input.seconds) * 1000;
    return { result: new Promise(() => {}), endsAt: performance.now() + ms, atEnd: () => null, forget: () => {} };
  }

  async #await(pending: Pending): Promise<unknown> {
    const left = Math.max(pending.endsAt - performance.now(), 0);
    const lap = left > this.#services.lapMs;
    const due = this.#interrupt(lap ? this.#services.lapMs : left);
    try {
      const first = await Promise.race([pending.result.then((output) => ({ output })), due.promise]);
      if (first !== undefined) return first.output;
      if (!lap) return pending.atEnd();
      this.#carried = pending;
      throw new StateError(LAP, 'a timer has reached its longest');
    } finally {
      due.clear();
      if (this.#carried !== pending) pending.forget();
    }
  }

  /** Resolves after `ms`; throws when the execution is stopped earlier. */
  #interrupt(ms: number): { readonly promise: Promise<undefined>; readonly clear: () => void } {
    const { signal } = this.#stopping;
    let clear = (): void => {};
    const promise = new Promise<undefined>((resolve, reject) => {
      const stop = (): void => reject(stopped());
      const timer = setTimeout(() => resolve(undefined), ms);
      signal.addEventListener('abort', stop);
      clear = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
      };
    });
    return { promise, clear };
  }
}

const stopped = (): StateError => new StateError('States.Runtime', 'the execution was stopped', { final: true });

function timeOut(): never {
  throw new StateError('States.Timeout', '');
}

// INVARIANT: checked before the function is called, not afterwards.
const endOf = (timeoutSeconds: unknown): number => performance.now() + secondsIn(timeoutSeconds) * 1000;

function secondsIn(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  throw new StateError('States.Runtime', 'this is no whole number of seconds', { final: true });
}

function momentIn(value: unknown): number {
  const parsed = timestamp.safeParse(value);
  if (parsed.success) return Date.parse(parsed.data);
  throw new StateError('States.Runtime', 'this is no timestamp', { final: true });
}
