import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DeadLetters, LedgerPlace, Letter, Queue } from '../../lambdas/ports/queue.ts';
import { type Breakable, everyFault } from './faults.ts';

/** A queue, and its messages as the letters of whoever works them by hand. */
export interface QueueFixture extends Breakable {
  readonly queue: Queue<LedgerPlace>;
  readonly letters: DeadLetters;
}

const places = (count: number): LedgerPlace[] =>
  Array.from({ length: count }, (_, index) => ({ stream: 'cognito:größer', seq: index + 1 }));

/** Every adapter of the ports `Queue` and `DeadLetters` keeps to this. */
export function queueContract(name: string, make: () => Promise<QueueFixture>): void {
  describe(`queue: ${name}`, () => {
    let fixture: QueueFixture;
    beforeEach(async () => {
      fixture = await make();
    });

    /** Everything that waits, received until nothing comes any more, in order of number. */
    async function received({ letters }: QueueFixture) {
      const all: Letter[] = [];
      for (let some = await letters.receive(); some.length > 0; some = await letters.receive()) all.push(...some);
      return all;
    }
    const numbers = (some: readonly { readonly body: string }[]): number[] =>
      some.map(({ body }) => (JSON.parse(body) as LedgerPlace).seq).sort((a, b) => a - b);

    it.each([1, 10, 11, 25])('brings each of %d messages as it was sent', async (count) => {
      await fixture.queue.send(places(count));
      const all = await received(fixture);
      expect(all.map(({ body }) => JSON.parse(body) as LedgerPlace).sort((a, b) => a.seq - b.seq)).toEqual(
        places(count),
      );
    });

    it('keeps a message that is for later', async () => {
      await fixture.queue.send(places(2), 900);
      await fixture.queue.send(places(1));
      expect(numbers(await received(fixture))).toEqual([1]);
    });

    it('has nothing to do for no message and no letter', async () => {
      await fixture.queue.send([]);
      await fixture.letters.remove([]);
      expect(await received(fixture)).toEqual([]);
    });

    it('hands out at most ten at once, and keeps what was received from others', async () => {
      await fixture.queue.send(places(12));
      const first = await fixture.letters.receive();
      expect(first.length).toBeGreaterThan(0);
      expect(first.length).toBeLessThanOrEqual(10);
      expect(await received(fixture)).toHaveLength(12 - first.length);
    });

    it('takes away for good what was removed, and again without complaint', async () => {
      await fixture.queue.send(places(12));
      const all = await received(fixture);
      expect(all).toHaveLength(12);
      for (const _ of [1, 2]) await fixture.letters.remove(all);
      expect(await received(fixture)).toEqual([]);
    });

    it('loses nothing to a fault at any call of a send, applied or not', async () => {
      const work = ({ queue }: QueueFixture) => queue.send(places(12));
      await everyFault(make, work, async (after, fault) => {
        const found = [...new Set(numbers(await received(after)))];
        expect({ fault, found }).toEqual({
          fault,
          found: numbers(places(12).map((place) => ({ body: JSON.stringify(place) }))),
        });
      });
    });
  });
}
