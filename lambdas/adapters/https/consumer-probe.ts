import { answerOfVendor, type Send } from './vendor-http.ts';

export interface ConsumerProbeOptions {
  readonly send: Send;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** How long a consumer has to read its secret anew, and how often it is asked, in milliseconds. */
const PATIENCE_MS = 25_000;
const PAUSE_MS = 2_000;

/**
 * Asks the consumer of a secret, at the address of a setting, whether it does its work with a version: `GET ADDRESS?version=ID` is answered with
 * 200 once it has signed in with that version. Follows no redirect.
 */
export class HttpConsumerProbe {
  readonly #url: string;
  readonly #options: ConsumerProbeOptions;

  constructor(url: string, options: ConsumerProbeOptions) {
    this.#url = url;
    this.#options = options;
  }

  /** Asks until it is well, for 25 seconds. No answer and every other answer count as not well. */
  async isWell(version: string): Promise<boolean> {
    const { send, sleep, now } = this.#options;
    const url = new URL(this.#url);
    url.searchParams.set('version', version);
    for (const until = now() + PATIENCE_MS; ; ) {
      const answer = await answerOfVendor(send, { method: 'GET', url, reads: 'status' }).catch(() => undefined);
      if (answer?.status === 200) return true;
      if (now() + PAUSE_MS > until) return false;
      await sleep(PAUSE_MS);
    }
  }
}
