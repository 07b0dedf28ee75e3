/** A deployed function on this machine: takes an event and returns a result. Its maker supplies its context. */
export type LocalFunction = (event: unknown) => Promise<unknown>;

/**
 * An error thrown by a function. Named like in Lambda, so that Retry and Catch match; the message is the JSON that Step Functions gives as
 * cause.
 */
export class FunctionError extends Error {
  constructor(errorType: string, errorMessage: string) {
    super(JSON.stringify({ errorType, errorMessage }));
    this.name = errorType;
  }
}

/** A call of a function, and who makes it. */
export interface FunctionCall {
  readonly by: CallingService;
  /** Name of the function. */
  readonly name: string;
  /** ARN of the role that the service calls with, where it was given one. */
  readonly role?: string;
  /** What the call comes from: the route of an API, the name of a queue. */
  readonly source?: string;
}

/** Services that call functions by themselves; `lambda` for a request that was admitted as such. */
export type CallingService =
  | 'apigateway'
  | 'dynamodb'
  | 'events'
  | 'lambda'
  | 'scheduler'
  | 'secretsmanager'
  | 'sqs'
  | 'states';

/** Throws the error of a call that is not allowed. */
export type CallAdmission = (call: FunctionCall) => Promise<void>;

/** Calls functions by name or ARN, like Lambda: events and results are passed as JSON, so nothing is shared by reference. */
export class LocalFunctions {
  readonly #functions: Readonly<Record<string, LocalFunction>>;
  readonly #by: CallingService;
  /** Shared by all who call the same functions. */
  readonly #gate: Gate;

  /** By function name, the last part of the ARN. */
  constructor(
    functions: Readonly<Record<string, LocalFunction>>,
    by: CallingService = 'lambda',
    gate: Partial<Gate> = {},
  ) {
    this.#functions = functions;
    this.#by = by;
    this.#gate = Object.assign(gate, { running: gate.running ?? 0, most: gate.most ?? CONCURRENCY });
  }

  /** The same functions, called by this service. */
  for(by: CallingService): LocalFunctions {
    return new LocalFunctions(this.#functions, by, this.#gate);
  }

  /** From now on each call, by whatever service, is admitted before it is made. */
  admitBy(admit: CallAdmission): void {
    this.#gate.admit = admit;
  }

  /** Executions at once that the account may have. */
  get concurrency(): number {
    return this.#gate.most;
  }

  /** What Lambda gives to an account; a new one has ten. */
  set concurrency(most: number) {
    this.#gate.most = most;
  }

  has(nameOrArn: string): boolean {
    return Object.hasOwn(this.#functions, nameIn(nameOrArn));
  }

  /** A call that waits for the result. Throws a `FunctionError` for the function's error, for a missing function and for a denial. */
  async invoke(nameOrArn: string, event: unknown, from: CallFrom = {}): Promise<unknown> {
    await this.admit(nameOrArn, from);
    return this.call(nameOrArn, event);
  }

  /** Whether this service may call the function now. Throws a `FunctionError` if not. */
  async admit(nameOrArn: string, from: CallFrom = {}): Promise<void> {
    this.#named(nameOrArn);
    await asFunctionError(async () => this.#gate.admit?.({ by: this.#by, name: nameIn(nameOrArn), ...from }));
  }

  /**
   * Calls a function that this service was admitted to. Throws `Lambda.TooManyRequestsException` when as many run as may
   * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html).
   */
  call(nameOrArn: string, event: unknown): Promise<unknown> {
    return asFunctionError(async () => {
      const given = viaJson(event, 'Lambda.RequestTooLargeException');
      const called = this.#named(nameOrArn);
      if (this.#gate.running >= this.#gate.most)
        throw new FunctionError('Lambda.TooManyRequestsException', 'Rate Exceeded.');
      this.#gate.running += 1;
      try {
        return viaJson(await called(given), 'Function.ResponseSizeTooLarge');
      } finally {
        this.#gate.running -= 1;
      }
    });
  }

  #named(nameOrArn: string): LocalFunction {
    const called = this.has(nameOrArn) ? this.#functions[nameIn(nameOrArn)] : undefined;
    if (called !== undefined) return called;
    throw new FunctionError('Lambda.ResourceNotFoundException', `no function \`${nameOrArn}\``);
  }
}

/** Who may call, how many functions run, and how many may. */
interface Gate {
  admit?: CallAdmission;
  running: number;
  most: number;
}

/** What Lambda gives by default, and to a new account only when it asks. */
const CONCURRENCY = 1_000;

type CallFrom = Pick<FunctionCall, 'role' | 'source'>;

async function asFunctionError<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FunctionError) throw error;
    if (error instanceof Error) throw new FunctionError(error.name, error.message);
    throw new FunctionError(typeof error, String(error));
  }
}

/** `arn:aws:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]`, or the name itself. */
export function nameIn(nameOrArn: string): string {
  const [prefix, , service, , , , name] = nameOrArn.split(':');
  return prefix === 'arn' && service === 'lambda' && name !== undefined ? name : nameOrArn;
}

/** Bytes of an event or of a result: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_BYTES = 6_291_556;

function viaJson(value: unknown, tooLarge: string): unknown {
  const text = JSON.stringify(value ?? null);
  if (Buffer.byteLength(text) > MOST_BYTES) throw new FunctionError(tooLarge, `more than ${MOST_BYTES} bytes`);
  return JSON.parse(text);
}
