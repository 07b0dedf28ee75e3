import { randomUUID } from 'node:crypto';
import { functionArn } from './arns.ts';
import { FunctionError, type LocalFunctions } from './functions.ts';
import { type StateDirectory, StateFile } from './state-file.ts';
import { after } from './timers.ts';

/** What Lambda does with the calls of a function that nobody waits for. */
export interface AsyncSettings {
  readonly retries: number;
  readonly maxAgeSeconds: number;
  /** ARN of the queue for records of calls that are given up; absent: none is written. */
  readonly onFailure?: string;
  /** ARN of the function's dead-letter queue, which gets the event alone; absent: it has none. */
  readonly deadLetters?: string;
}

export interface AsyncInvokesOptions {
  readonly functions: LocalFunctions;
  readonly directory?: StateDirectory | undefined;
  readonly now: () => number;
  /** By the name of the function; for others Lambda's own: two retries within six hours, and no destination. */
  readonly settings?: Readonly<Record<string, AsyncSettings>>;
  readonly putLetter: (queueArn: string, body: string) => void;
  /** Called when a call has ended, with the error of the last attempt if it was given up. */
  readonly onEnded?: (name: string, error: Error | undefined) => void;
  /** Milliseconds before the second and the third attempt. */
  readonly pausesMs?: readonly number[];
}

interface Accepted {
  readonly id: string;
  readonly name: string;
  readonly event: unknown;
  readonly acceptedAt: number;
  readonly attempts: number;
  readonly dueAt: number;
}

const DEFAULTS: AsyncSettings = { retries: 2, maxAgeSeconds: 6 * 3600 };

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const PAUSES_MS = [60_000, 120_000];

/** Bytes of an event that nobody waits for: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_BYTES = 1_048_576;

/** Lambda's own errors are no attempts of the function; they are tried again until the call is too old. */
const BUSY_PAUSE_MS = 1_000;

/**
 * Asynchronous calls: Lambda answers its caller at once, tries again by itself after an error, and then gives the call up. Accepted calls are
 * kept; `resume` continues those of a process before. A call may run twice.
 */
export class AsyncInvokes {
  readonly #options: AsyncInvokesOptions;
  readonly #file: StateFile<readonly Accepted[]>;
  readonly #accepted: Map<string, Accepted>;
  readonly #timers = new Map<string, () => void>();
  #running = false;

  constructor(options: AsyncInvokesOptions) {
    this.#options = options;
    this.#file = new StateFile(options.directory, 'async-invokes');
    this.#accepted = new Map((this.#file.load() ?? []).map((one) => [one.id, one]));
  }

  /** Accepts a call that its caller may make; durable when it returns. Throws a `FunctionError` for an event that is too large. */
  accept(name: string, event: unknown): void {
    if (Buffer.byteLength(JSON.stringify(event ?? null)) > MOST_BYTES)
      throw new FunctionError('Lambda.RequestTooLargeException', `more than ${MOST_BYTES} bytes`);
    const now = this.#options.now();
    this.#keep({ id: randomUUID(), name, event, acceptedAt: now, attempts: 0, dueAt: now });
  }

  resume(): void {
    this.#running = true;
    for (const one of this.#accepted.values()) this.#arm(one);
  }

  close(): void {
    this.#running = false;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #keep(one: Accepted): void {
    this.#accepted.set(one.id, one);
    this.#file.save([...this.#accepted.values()]);
    this.#arm(one);
  }

  #arm(one: Accepted): void {
    if (!this.#running) return;
    this.#timers.set(
      one.id,
      after(one.dueAt - this.#options.now(), () => void this.#attempt(one)),
    );
  }

  async #attempt(one: Accepted): Promise<void> {
    const { retries, maxAgeSeconds } = this.#settingsOf(one);
    const error = await this.#options.functions.call(one.name, one.event).then(
      () => undefined,
      (failure: Error) => failure,
    );
    // The server has closed meanwhile: the next one tries again.
    if (!this.#running) return;
    if (error === undefined) return this.#end(one, undefined);
    const isOfLambda = error.name.startsWith('Lambda.');
    const attempts = one.attempts + (isOfLambda ? 0 : 1);
    if (attempts > retries) return this.#end({ ...one, attempts }, { error, condition: 'RetriesExhausted' });
    const pauses = this.#options.pausesMs ?? PAUSES_MS;
    const dueAt = this.#options.now() + (isOfLambda ? BUSY_PAUSE_MS : (pauses[one.attempts] ?? 0));
    if (dueAt > one.acceptedAt + maxAgeSeconds * 1000)
      return this.#end({ ...one, attempts }, { error, condition: 'EventAgeExceeded' });
    this.#keep({ ...one, attempts, dueAt });
  }

  #end(one: Accepted, failure: { readonly error: Error; readonly condition: string } | undefined): void {
    const { onFailure, deadLetters } = this.#settingsOf(one);
    if (failure !== undefined && onFailure !== undefined)
      this.#options.putLetter(onFailure, JSON.stringify(letterOf(one, { ...failure, now: this.#options.now() })));
    if (failure !== undefined && deadLetters !== undefined)
      this.#options.putLetter(deadLetters, JSON.stringify(one.event));
    this.#timers.delete(one.id);
    this.#accepted.delete(one.id);
    this.#file.save([...this.#accepted.values()]);
    this.#options.onEnded?.(one.name, failure?.error);
  }

  #settingsOf({ name }: Accepted): AsyncSettings {
    return this.#options.settings?.[name] ?? DEFAULTS;
  }
}

/** The record of a call that was given up, as Lambda writes it to a destination. */
function letterOf(
  { id, name, event, attempts }: Accepted,
  { condition, error, now }: { readonly condition: string; readonly error: Error; readonly now: number },
) {
  return {
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: id,
      functionArn: `${functionArn(name)}:$LATEST`,
      condition,
      approximateInvokeCount: attempts,
    },
    requestPayload: event,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload:
      error instanceof FunctionError ? (JSON.parse(error.message) as unknown) : { errorType: error.name },
  };
}
