import { expect } from '@jest/globals';
import type { Fault } from '../support/faulty-client.ts';

/** What can be made to fail at any call that an adapter makes. */
export interface Breakable {
  /** Lets the nth call from now fail, and no other. */
  readonly failAt: (nth: number, fault: Fault) => void;
  /** Whether the call that was chosen last has been made. */
  readonly hasFailed: () => boolean;
}

/** More calls than any piece of work here makes. */
const MANY = 40;

/**
 * Breaks the connection at every call of a piece of work in turn, once before it is carried out and once after. Each time the work must
 * either do without that call or fail with a retryable adapter error; the same work again must bring about what `check` expects.
 */
export async function everyFault<Fixture extends Breakable>(
  make: () => Promise<Fixture>,
  work: (fixture: Fixture) => Promise<unknown>,
  check: (fixture: Fixture, fault: string) => Promise<void>,
): Promise<void> {
  for (let nth = 1; nth <= MANY; nth += 1) {
    for (const kind of ['before', 'after'] as const) {
      const fixture = await make();
      fixture.failAt(nth, kind);
      const error = await work(fixture).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      const fault = `${kind} call ${nth}`;
      if (!fixture.hasFailed()) {
        expect({ fault, error }).toEqual({ fault, error: undefined });
        expect(nth).toBeGreaterThan(1);
        return;
      }
      if (error !== undefined)
        expect({ fault, error }).toMatchObject({ error: { name: 'AdapterError', retryable: true } });
      await work(fixture);
      await check(fixture, fault);
    }
  }
  throw new Error(`more than ${MANY} calls`);
}
