import { AdapterError } from '../../ports/errors.ts';

export interface PersistenceOptions {
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 to below 1: spreads the calls of many that were sent away together. */
  readonly random: () => number;
}

/** Calls of one request, the first one with them. */
const MOST_CALLS = 6;
/** Most seconds that are waited for before one call. */
const WORTH_WAITING = 90;
/** Seconds before the second call; twice as many before each further one. */
const FIRST_PAUSE = 1;

const REAL: PersistenceOptions = {
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: Math.random,
};

/** What throttles a vendor's call, or leaves it without an answer, passes. */
const PASSES: readonly string[] = ['throttled', 'unavailable'];

/**
 * Calls again, for whoever reads a whole directory: one page in a thousand that is throttled or lost does not begin everything anew. Keeps to
 * `Retry-After` and adds up to a second by chance; without one the pauses double. Only for calls that change nothing.
 */
export class Persistence {
  readonly #options: PersistenceOptions;

  constructor(options: Partial<PersistenceOptions> = {}) {
    this.#options = { ...REAL, ...options };
  }

  async call<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    for (let calls = 1; ; calls += 1) {
      try {
        return await work();
      } catch (error) {
        const seconds = this.#pauseAfter(error, calls);
        if (seconds === undefined) throw error;
        await this.#options.sleep(seconds * 1_000);
      }
    }
  }

  #pauseAfter(error: unknown, calls: number): number | undefined {
    if (!(error instanceof AdapterError) || !PASSES.includes(error.code) || calls === MOST_CALLS) return undefined;
    const { afterSeconds = FIRST_PAUSE * 2 ** (calls - 1) } = error;
    return afterSeconds > WORTH_WAITING ? undefined : afterSeconds + this.#options.random();
  }
}
