import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { callVariables } from '../../lambdas/compose/clients/environment.ts';
import { ENV } from '../../lambdas/contract/environment.ts';
import { FUNCTIONS, type FunctionName } from '../../lambdas/contract/functions.ts';
import type { LocalFunction } from '../aws/functions.ts';
import { roleArn } from '../iam/physical.ts';
import { callingAs } from '../iam/principal.ts';
import { functionArn } from './environment.ts';

/** Wraps the calls of functions, for tests and drills: a crash, a delay, a record of the call. */
export type Intercept = (name: FunctionName, call: LocalFunction) => LocalFunction;

/** The deployed functions, in this process. */
export interface DeployedFunctions {
  /** Loads the code of all functions, so that all of it is from one moment. Rejects when one cannot be loaded. */
  load(): Promise<void>;
  readonly byName: Readonly<Record<FunctionName, LocalFunction>>;
  /** Calls no more functions, and waits for running ones, at most `patienceMs`. */
  drain(patienceMs: number): Promise<void>;
}

/** The time limit in a function's context: the longest that the stack gives one, and one that reads a whole directory. */
const LONGEST_MS = 60_000;
const WHOLE_MS = 900_000;

/** The functions of the contract, each loaded on its first call, unless all are loaded before. `own`: further variables of some, by their names. */
export function deployedFunctions(
  intercept: Intercept = (_, call) => call,
  own: Readonly<Record<string, Variables>> = {},
): DeployedFunctions {
  const running = new Set<Promise<unknown>>();
  let open = true;
  const tracked =
    (call: LocalFunction): LocalFunction =>
    async (event) => {
      if (!open) throw new ServiceStopping();
      const run = call(event);
      running.add(run);
      return run.finally(() => running.delete(run));
    };
  const names = Object.keys(FUNCTIONS) as FunctionName[];
  const variables = variablesWith(own);
  return {
    load: async () => {
      for (const name of names) await handlerOf(name);
    },
    byName: Object.fromEntries(
      names.map((name) => [name, tracked(intercept(name, (event) => callHandler(name, event, variables[name])))]),
    ) as Record<FunctionName, LocalFunction>,
    drain: async (patienceMs) => {
      open = false;
      const late = AbortSignal.timeout(patienceMs);
      while (running.size > 0 && !late.aborted) await Promise.race([settled(running), aborted(late)]);
    },
  };
}

/** The system is being stopped: the caller repeats this call after the next start. */
class ServiceStopping extends Error {
  constructor() {
    super('the local system is being stopped');
    this.name = 'Lambda.ServiceException';
  }
}

const settled = (running: ReadonlySet<Promise<unknown>>): Promise<unknown> => Promise.allSettled([...running]);

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

type Handler = (event: unknown, context: Context) => Promise<unknown>;

async function callHandler(name: FunctionName, event: unknown, variables: Variables): Promise<unknown> {
  const handler = await handlerOf(name);
  return callingAs(roleArn(name), () => callVariables.run(variables, () => handler(event, contextOf(name))));
}

type Variables = Readonly<Record<string, string>>;

/** One object for each function, always the same: what a function has made once belongs to its variables. */
const variablesWith = (own: Readonly<Record<string, Variables>>) =>
  Object.fromEntries(
    Object.entries(FUNCTIONS).map(([name, { family }]) => [
      name,
      { ...own[name], ...(family === null ? {} : { [ENV.signingFamily]: family }) },
    ]),
  ) as Readonly<Record<FunctionName, Variables>>;

async function handlerOf(name: FunctionName): Promise<Handler> {
  const { handler } = (await import(`../../lambdas/handlers/${FUNCTIONS[name].file}.ts`)) as {
    readonly handler: Handler;
  };
  return handler;
}

/** Lambda's context for a call. */
function contextOf(name: FunctionName): Context {
  const endsAt = performance.now() + (name === 'sync' ? WHOLE_MS : LONGEST_MS);
  const unused = (): void => undefined;
  return {
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn(name),
    memoryLimitInMB: '512',
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, endsAt - performance.now()),
    done: unused,
    fail: unused,
    succeed: unused,
  };
}
