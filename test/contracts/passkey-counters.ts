import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AdapterError } from '../../lambdas/ports/errors.ts';
import type { PasskeyCounters } from '../../lambdas/ports/passkeys.ts';
import type { Fault } from '../support/watched-client.ts';

/** No passkey has signed anything yet. */
export interface CountersUnderTest {
  readonly counters: PasskeyCounters;
  /** Lets the next access to the store fail; absent where there is none. */
  readonly failNext?: (fault: Fault) => void;
  stop(): Promise<void>;
}

export function passkeyCountersContract(name: string, start: () => Promise<CountersUnderTest>): void {
  describe(`${name} keeps the contract of the counters`, () => {
    let test: CountersUnderTest;
    const uses = (counter: number, challenge: string, id = 'key-1') =>
      test.counters.advance(id, { counter, challenge });

    beforeEach(async () => {
      test = await start();
    });
    afterEach(() => test.stop());

    it('lets a counter rise, however far, and never fall', async () => {
      expect([await uses(7, 'a'), await uses(8, 'b'), await uses(100, 'c')]).toEqual([true, true, true]);
      expect([await uses(99, 'd'), await uses(8, 'b'), await uses(101, 'e')]).toEqual([false, false, true]);
    });

    it('takes the same signature again, and no other with its counter', async () => {
      expect([await uses(7, 'a'), await uses(7, 'a'), await uses(7, 'b')]).toEqual([true, true, false]);
    });

    it('lets a passkey that does not count sign as often as it likes', async () => {
      expect([await uses(0, 'a'), await uses(0, 'b'), await uses(0, 'a')]).toEqual([true, true, true]);
    });

    it('does not take a passkey that counts no more, but one that begins to count', async () => {
      expect([await uses(7, 'a'), await uses(0, 'b')]).toEqual([true, false]);
      expect([await uses(0, 'a', 'key-2'), await uses(1, 'b', 'key-2')]).toEqual([true, true]);
    });

    it('keeps passkeys apart', async () => {
      expect([await uses(7, 'a'), await uses(3, 'b', 'key-2')]).toEqual([true, true]);
    });

    it('takes one of two signatures with the same counter that come at once', async () => {
      const taken = await Promise.all([uses(7, 'a'), uses(7, 'b')]);
      expect(taken.filter(Boolean)).toHaveLength(1);
    });

    it('says so when it cannot know', async () => {
      if (test.failNext === undefined) return expect(await uses(1, 'a')).toBe(true);
      test.failNext('before');
      await expect(uses(1, 'a')).rejects.toThrow(AdapterError);
    });
  });
}
