import { AdapterError } from '../../ports/errors.ts';

/** How often an issuer is asked whether it knows a new key, and what is waited between. */
export interface Looks {
  readonly looks: number;
  readonly pause: () => Promise<void>;
}

/** About 20 seconds: an issuer's servers learn of a new key one after the other. */
export const LOOKS: Looks = { looks: 10, pause: () => new Promise((resolve) => setTimeout(resolve, 2_000)) };

/**
 * Asks until the issuer knows the key, and returns what it says of it; undefined: it does not know it yet. Throws `key-not-yet-valid` when it still
 * does not, which the next attempt may not: of a new key nobody can tell one that is not known yet from one that never will be.
 */
export async function answeredInTime<Answer>(
  { looks, pause }: Looks,
  ask: () => Promise<Answer | undefined>,
): Promise<Answer> {
  for (let look = 1; look <= looks; look += 1) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (look < looks) await pause();
  }
  throw new AdapterError('key-not-yet-valid', {
    retryable: true,
    message: 'key-not-yet-valid: the issuer does not know the key',
  });
}
