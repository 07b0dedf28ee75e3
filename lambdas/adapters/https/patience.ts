import { AdapterError } from '../../ports/errors.ts';

/** Seconds that a message is waited for within a call: a little longer than Slack's one message a second needs. */
const WORTH_WAITING = 5;

/** Seconds for which a vendor is left alone that throttles and does not say for how long. */
const UNNAMED = 30;

export interface PatienceOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 to below 1: spreads the calls of many instances that were sent away together. */
  readonly random: () => number;
}

/** Most seconds by which a throttled vendor is left alone for longer than it asked. */
const SPREAD = 1;

const REAL: PatienceOptions = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: Math.random,
};

/**
 * Keeps to `Retry-After`: a vendor that asked to be left alone is called again only after that time, by this function instance. A short
 * time is waited for once; for a longer one the call fails as `throttled`, and the message comes again from its queue.
 */
export class Patience {
  readonly #options: PatienceOptions;
  #until = 0;

  constructor(options: Partial<PatienceOptions> = {}) {
    this.#options = { ...REAL, ...options };
  }

  async call<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    await this.#wait();
    try {
      return await this.#noting(work);
    } catch (error) {
      if (!isThrottled(error) || this.#left() > WORTH_WAITING) throw error;
      await this.#wait();
      return this.#noting(work);
    }
  }

  async #wait(): Promise<void> {
    const left = this.#left();
    if (left > WORTH_WAITING)
      throw new AdapterError('throttled', { retryable: true, message: 'throttled: not yet', afterSeconds: left });
    if (left > 0) await this.#options.sleep(left * 1_000);
  }

  async #noting<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    try {
      return await work();
    } catch (error) {
      if (isThrottled(error))
        this.#until = Math.max(this.#until, this.#options.now() + this.#secondsAfter(error) * 1_000);
      throw error;
    }
  }

  #secondsAfter({ afterSeconds = UNNAMED }: AdapterError): number {
    return afterSeconds + SPREAD * this.#options.random();
  }

  #left(): number {
    return Math.ceil((this.#until - this.#options.now()) / 1_000);
  }
}

const isThrottled = (error: unknown): error is AdapterError =>
  error instanceof AdapterError && error.code === 'throttled';
