import type { ENV } from '../../contract/environment.ts';

type VariableName = (typeof ENV)[keyof typeof ENV];

/** A variable that the function cannot work without. Throws when it is missing or empty: the stack has forgotten it. */
export function environment(name: VariableName): string {
  const value = optionalEnvironment(name);
  if (value === undefined) throw new Error(`environment variable \`${name}\` is not set`);
  return value;
}

/** A variable that may be missing; an empty one counts as missing. */
export function optionalEnvironment(name: VariableName): string | undefined {
  const value = process.env[name];
  return value === undefined || value === '' ? undefined : value;
}
