import { AsyncLocalStorage } from 'node:async_hooks';
import { resolve } from 'node:path';
import type { ENV } from '../../contract/environment.ts';

type VariableName = (typeof ENV)[keyof typeof ENV];

/**
 * Variables of one call, which take precedence over those of the process. On Lambda each function has its own process; on one machine all
 * share one, so each call gets its function's variables.
 */
export const callVariables = new AsyncLocalStorage<Readonly<Partial<Record<VariableName, string>>>>();

/** A required variable. Throws when it is missing or empty: the stack did not set it. */
export function environment(name: VariableName): string {
  const value = optionalEnvironment(name);
  if (value === undefined) throw new Error(`environment variable \`${name}\` is not set`);
  return value;
}

/** An optional variable; an empty one counts as missing. */
export function optionalEnvironment(name: VariableName): string | undefined {
  const value = callVariables.getStore()?.[name] ?? process.env[name];
  return value === undefined || value === '' ? undefined : value;
}

/** The place of a file that is deployed with the function, which other endpoints put elsewhere than Lambda does; a whole path stays. */
export const deployedPath = (file: string): string => resolve(process.env['LAMBDA_TASK_ROOT'] ?? '/var/task', file);

/** The owner of what is made without call variables: the process. */
const PROCESS = {};

/**
 * Makes a thing on first use and then always returns the same one: one client for the life of a function instance. Where functions share a
 * process, each makes its own: a key that one has fetched must not serve another that has no right to it. Mark each call `@__PURE__`, so a
 * bundle contains only what its function uses.
 */
export function once<Made>(make: () => Made): () => Made {
  const made = new WeakMap<object, { readonly value: Made }>();
  return () => {
    const owner = callVariables.getStore() ?? PROCESS;
    const known = made.get(owner) ?? { value: make() };
    made.set(owner, known);
    return known.value;
  };
}

/** A port whose every method returns a promise. */
type Promising<Port> = { readonly [Name in keyof Port]: (...given: never[]) => Promise<unknown> };

/** A port whose adapter is loaded and made on the first call. `methods` names every method of the port. */
export function later<Port extends Promising<Port>>(
  make: () => Promise<Port>,
  methods: Readonly<Record<keyof Port, true>>,
): Port {
  const adapter = once(make);
  const forward =
    (name: keyof Port) =>
    async (...given: never[]) =>
      (await adapter())[name](...given);
  return Object.fromEntries(Object.keys(methods).map((name) => [name, forward(name as keyof Port)])) as Port;
}
