import { FunctionError, type LocalFunctions } from './functions.ts';
import { AwsError } from './protocol/aws-error.ts';
import type { AwsRequest, AwsResponse } from './protocol/http.ts';
import { parse } from './protocol/json.ts';

/** Lambda for operators who call a function themselves, and for whoever asks for the account's quota. */
export class LocalLambda {
  readonly #functions: LocalFunctions;

  constructor(functions: LocalFunctions) {
    this.#functions = functions;
  }

  /** A REST service: the path names the function. Undefined for a foreign path. */
  async answer(request: AwsRequest): Promise<AwsResponse | undefined> {
    if (request.path === '/2016-08-19/account-settings' && request.method === 'GET') return this.#settings();
    const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.path)?.[1];
    if (name === undefined || request.method !== 'POST') return undefined;
    if ((request.headers['x-amz-invocation-type'] ?? 'RequestResponse') !== 'RequestResponse')
      throw new AwsError('InvalidParameterValueException', 'only RequestResponse is emulated', { status: 400 });
    const called = decodeURIComponent(name);
    if (!this.#functions.has(called))
      throw new AwsError('ResourceNotFoundException', `Function not found: ${called}`, { status: 404 });
    return this.#invoked(called, parse(request.body));
  }

  /** Executions at once that the account may have. */
  get concurrency(): number {
    return this.#functions.concurrency;
  }

  set concurrency(most: number) {
    this.#functions.concurrency = most;
  }

  #settings(): AwsResponse {
    const { concurrency: ConcurrentExecutions } = this;
    const body = { AccountLimit: { ConcurrentExecutions, UnreservedConcurrentExecutions: ConcurrentExecutions } };
    return { status: 200, contentType: 'application/json', body: JSON.stringify(body) };
  }

  /** An error of the function is a normal answer of Lambda, with a header that shows it. */
  async #invoked(name: string, event: unknown): Promise<AwsResponse> {
    const contentType = 'application/json';
    try {
      return { status: 200, contentType, body: JSON.stringify((await this.#functions.invoke(name, event)) ?? null) };
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      return { status: 200, contentType, functionError: 'Unhandled', body: error.message };
    }
  }
}
