import { type Bootstrapped, bootstrapRegistry } from '../app/people/bootstrap.ts';
import { parseAs } from '../app/untrusted/schema.ts';
import { submitServices } from '../compose/ledger.ts';
import { bootstrap } from '../http/api/registry.ts';

/**
 * Names the first two administrators of an empty registry. No route and no other function leads here: whoever may invoke it by IAM may, once.
 * Fails with the code of the refusal as its error type.
 */
export async function handler(input: unknown): Promise<Bootstrapped> {
  const { administrators } = parseAs(bootstrap, input);
  return bootstrapRegistry(submitServices(), administrators);
}
