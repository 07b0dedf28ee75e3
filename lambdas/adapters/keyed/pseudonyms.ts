import { createHmac } from 'node:crypto';
import type { Pseudonym } from '../../core/risk/facts.ts';
import type { Pseudonyms, TraceName } from '../../ports/keyed.ts';
import type { DeploymentKey, Secret } from '../../ports/secret.ts';

/** 128 bits: among a thousand million values, two are equal with a chance of 1 in 10^20. */
const HEX_DIGITS = 32;

/**
 * HMAC-SHA-256 (FIPS 198-1) over the trace's name and value, cut to 128 bits. The key has no other use: a function that opens requests can
 * neither make stop links nor test codes. Only the current key counts. Replacing it resets the counters; deleting it makes the ledger's
 * pseudonyms untraceable.
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
