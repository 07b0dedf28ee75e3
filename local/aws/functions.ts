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

/** Calls functions by name or ARN, like Lambda: events and results are passed as JSON, so nothing is shared by reference. */
export class LocalFunctions {
  readonly #functions: Readonly<Record<string, LocalFunction>>;

  /** By function name, the last part of the ARN. */
  constructor(functions: Readonly<Record<string, LocalFunction>>) {
    this.#functions = functions;
  }

  has(nameOrArn: string): boolean {
    return Object.hasOwn(this.#functions, nameIn(nameOrArn));
  }

  /** Throws a `FunctionError` for the function's error, and for a missing function. */
  async invoke(nameOrArn: string, event: unknown): Promise<unknown> {
    const called = this.has(nameOrArn) ? this.#functions[nameIn(nameOrArn)] : undefined;
    if (called === undefined)
      throw new FunctionError('Lambda.ResourceNotFoundException', `no function \`${nameOrArn}\``);
    try {
      return viaJson(await called(viaJson(event)));
    } catch (error) {
      if (error instanceof Error) throw new FunctionError(error.name, error.message);
      throw new FunctionError(typeof error, String(error));
    }
  }
}

/** `arn:aws:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]`, or the name itself. */
function nameIn(nameOrArn: string): string {
  const [prefix, , service, , , , name] = nameOrArn.split(':');
  return prefix === 'arn' && service === 'lambda' && name !== undefined ? name : nameOrArn;
}

const viaJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
