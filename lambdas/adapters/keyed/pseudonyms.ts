import { createHmac } from 'node:crypto';
import type { Pseudonym } from '../../core/risk/facts.ts';
import type { Pseudonyms, TraceName } from '../../ports/keyed.ts';
import type { DeploymentKey, Secret } from '../../ports/secret.ts';

/** Of 128 bits: two of a thousand million values are the same with a chance of 1 in 10^20. */
const HEX_DIGITS = 32;

/**
 * HMAC-SHA-256 (FIPS 198-1) over what the trace is and its value, cut to 128 bits. The key is no other's: whoever opens requests cannot
 * make links that stop them, nor test codes. Only the key in force counts, and one that was replaced makes the counters begin anew, of
 * which nothing is older than a day; thrown away, it makes the pseudonyms in the ledger nobody's.
 */
export class HmacPseudonyms implements Pseudonyms {
  readonly #key: DeploymentKey;

  constructor(key: DeploymentKey) {
    this.#key = key;
  }

  async of(trace: TraceName, value: Secret): Promise<Pseudonym> {
    const [key] = await this.#key.versions();
    const code = createHmac('sha256', key.reveal()).update(`countersign ${trace} ${value.reveal()}`, 'utf8');
    return `pseudonym:${code.digest('hex').slice(0, HEX_DIGITS)}`;
  }
}
