import * as z from 'zod/mini';
import { AdapterError } from '../../ports/errors.ts';

/**
 * Reads answers of a vendor. One of another shape than the vendor publishes says nothing: it is refused as `unexpected`, and the operators learn
 * where it differs. INVARIANT: no value of an answer is repeated.
 */
export const readerOf =
  (vendor: string) =>
  <Schema extends z.ZodMiniType>(shape: Schema, answer: unknown): z.output<Schema> => {
    const parsed = z.safeParse(shape, answer);
    if (parsed.success) return parsed.data;
    const places = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
    const message = `an answer of ${vendor} is not readable at: ${places}`;
    throw new AdapterError('unexpected', { retryable: false, message });
  };
