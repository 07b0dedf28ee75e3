import { type Bootstrapped, bootstrapRegistry } from '../app/people/bootstrap.ts';
import { Problem } from '../app/problem.ts';
import { parseAs } from '../app/untrusted/schema.ts';
import { submitServices } from '../compose/ledger.ts';
import { bootstrap } from '../http/api/registry.ts';

/**
 * Names the first two administrators of an empty registry. No route or function leads here: it works once, for whoever may invoke it by
 * IAM. A refusal's code becomes the error type.
 */
export async function handler(input: unknown): Promise<Bootstrapped> {
  try {
    const { administrators } = parseAs(bootstrap, input);
    return await bootstrapRegistry(submitServices(), administrators);
  } catch (error) {
    // Lambda passes only the name and the message of an error to its caller.
    if (error instanceof Problem) error.name = error.code;
    throw error;
  }
}
