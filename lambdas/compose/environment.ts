import { AsyncLocalStorage } from 'node:async_hooks';
import type { ENV } from '../contract/environment.ts';

type VariableName = (typeof ENV)[keyof typeof ENV];

/**
 * Variables of one call, before those of the process. On Lambda each function has a process; on one machine all share one, and what tells them
 * apart is set around each call.
 */
export const callVariables = new AsyncLocalStorage<Readonly<Partial<Record<VariableName, string>>>>();

/** A variable that the function cannot work without. Throws when it is missing or empty: the stack has forgotten it. */
export function environment(name: VariableName): string {
  const value = optionalEnvironment(name);
  if (value === undefined) throw new Error(`environment variable \`${name}\` is not set`);
  return value;
}

/** A variable that may be missing; an empty one counts as missing. */
export function optionalEnvironment(name: VariableName): string | undefined {
  const value = callVariables.getStore()?.[name] ?? process.env[name];
  return value === undefined || value === '' ? undefined : value;
}

/**
 * Makes a thing when it is first asked for and hands out the same one ever after: one client for the life of a function instance. Mark each
 * call `@__PURE__`, so that a bundle carries only what its function uses.
 */
export function once<Made>(make: () => Made): () => Made {
  let made: { readonly value: Made } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
