import { AdapterError } from '../../lambdas/ports/errors.ts';

/** How a call breaks: the process dies before it, or after it was carried out, or it is carried out and only its answer is lost. */
export const BREAKS = ['before', 'applied', 'answer lost'] as const;
export type Break = (typeof BREAKS)[number];

/** Breaks one of the calls that go through it, and no other. */
export class Breaker {
  readonly #at: number;
  readonly #how: Break;
  #calls = 0;
  #die: () => void = () => {};
  /** The name of the broken call; undefined while there was none. */
  broken: string | undefined;

  /** `at` counts from 1; 0 breaks nothing. */
  constructor(at = 0, how: Break = 'before') {
    this.#at = at;
    this.#how = how;
  }

  get calls(): number {
    return this.#calls;
  }

  /** A port whose methods go through this. */
  through<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key, target);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) =>
          this.call(String(key), () => Reflect.apply(member, target, args) as Promise<unknown>);
      },
    });
  }

  async call<Answer>(name: string, work: () => Promise<Answer>): Promise<Answer> {
    this.#calls += 1;
    if (this.#calls !== this.#at) return work();
    this.broken = name;
    if (this.#how === 'before') return this.#dead();
    const answer = await work();
    if (this.#how === 'applied') return this.#dead();
    await Promise.resolve(answer);
    throw new AdapterError('unavailable', { retryable: true, message: 'unavailable: the answer is lost' });
  }

  /** Does a piece of work; true when the process survived it without an error. */
  async survives(work: () => Promise<void>): Promise<boolean> {
    const died = new Promise<false>((resolve) => {
      this.#die = () => resolve(false);
    });
    const done = work().then(
      () => true,
      (error: unknown) => {
        if (this.broken === undefined) throw error;
        return false;
      },
    );
    return Promise.race([died, done]);
  }

  /** A dead process does nothing more: whatever it waited for never comes. */
  #dead(): Promise<never> {
    this.#die();
    return new Promise(() => {});
  }
}
