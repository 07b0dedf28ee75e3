import type { Instant } from '../../../lambdas/core/values/instant.ts';

/** A clock that jumps from one piece of work to the next. What a piece of work takes itself is added by `spend`, until the next one begins. */
export class VirtualTime {
  #at: number;
  #spent = 0;
  readonly #due: { readonly at: number; readonly work: () => Promise<void> }[] = [];

  /** `from`: milliseconds since 1970. */
  constructor(from: number) {
    this.#at = from;
  }

  /** Milliseconds since 1970. */
  get ms(): number {
    return this.#at + this.#spent;
  }

  readonly now = (): Instant => new Date(this.ms).toISOString();

  spend(ms: number): void {
    this.#spent += ms;
  }

  after(ms: number, work: () => Promise<void>): void {
    this.at(this.ms + ms, work);
  }

  /** Work of one moment is done in the order in which it was given. */
  at(moment: number, work: () => Promise<void>): void {
    const one = { at: Math.max(moment, this.#at), work };
    let [low, high] = [0, this.#due.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#due[middle]?.at ?? 0) > one.at) low = middle + 1;
      else high = middle;
    }
    // Latest first: the next one is taken from the end.
    this.#due.splice(low, 0, one);
  }

  /** Does all work that is due before this moment. */
  async run(until: number): Promise<void> {
    for (let next = this.#due.at(-1); next !== undefined && next.at < until; next = this.#due.at(-1)) {
      this.#due.pop();
      [this.#at, this.#spent] = [next.at, 0];
      await next.work();
    }
    [this.#at, this.#spent] = [until, 0];
  }
}

/** Numbers from 0 up to 1, the same for the same seed: mulberry32 (https://github.com/cprosche/mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
