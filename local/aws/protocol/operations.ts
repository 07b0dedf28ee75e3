import type { z } from 'zod';
import { AwsError } from './aws-error.ts';

/** One operation of a service: takes the parsed parameters, and throws an `AwsError` for every unknown one. */
export type Operation = (parameters: unknown) => Promise<unknown>;

export type Operations = Readonly<Record<string, Operation>>;

/**
 * Makes operations with checked parameters. `invalid` is the service's error name for bad parameters. Schemas are strict: a parameter that
 * is not emulated is refused, never ignored.
 */
export const operationsOf =
  (invalid: string) =>
  <Schema extends z.ZodType>(schema: Schema, run: (parameters: z.output<Schema>) => unknown): Operation =>
  async (parameters) => {
    const parsed = schema.safeParse(parameters);
    if (!parsed.success) throw new AwsError(invalid, problemsIn(parsed.error));
    return run(parsed.data);
  };

/** Places and problems, never values. */
const problemsIn = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => `${path.join('.') || 'request'}: ${message}`).join('; ');

/** Runs an operation by its name. */
export async function perform(operations: Operations, name: string, parameters: unknown): Promise<unknown> {
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation === undefined)
    throw new AwsError('UnknownOperationException', `\`${name}\` is not emulated by the local server`);
  return operation(parameters);
}
