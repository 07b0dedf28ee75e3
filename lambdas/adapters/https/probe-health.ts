import type { DirectoryHealth } from '../../ports/connector.ts';
import type { Send } from './vendor-http.ts';

/** A version that no rotation makes. */
const NO_VERSION = 'none';
const TIMEOUT_MS = 5_000;

/** Whether the consumer of a secret answers at its address, and says that it is well only where it can know that. */
export class ProbeHealth implements DirectoryHealth {
  readonly #url: string;
  readonly #send: Send;

  constructor(url: string, send: Send) {
    this.#url = url;
    this.#send = send;
  }

  /** `unavailable`: nothing answers there. `elsewhere`: it answers with a redirect, which a rotation does not follow. `accepts-anything`: it is well with a version that nobody made. */
  async flaw(): Promise<string | null> {
    const url = new URL(this.#url);
    url.searchParams.set('version', NO_VERSION);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await this.#send(url, { method: 'GET', redirect: 'manual', signal }).catch(() => undefined);
    if (answer === undefined) return 'unavailable';
    await answer.body?.cancel();
    if (answer.status >= 300 && answer.status < 400) return 'elsewhere';
    return answer.status === 200 ? 'accepts-anything' : null;
  }
}
