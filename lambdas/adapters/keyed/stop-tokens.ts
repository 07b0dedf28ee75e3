import { createHmac } from 'node:crypto';
import { AdapterError } from '../../ports/errors.ts';
import type { StopTokens } from '../../ports/keyed.ts';
import { Secret, type WebhookKeys } from '../../ports/secret.ts';
import { matchesAny } from '../signatures/checks.ts';

/** Name of the key, after the prefix. */
export const STOP_KEY = 'links';

/** A shorter key could be guessed. */
const SHORTEST_KEY = 32;

/** HMAC-SHA-256 over the token's purpose and the recovery's id. Links made with the previous key work while that key counts. */
export class HmacStopTokens implements StopTokens {
  readonly #keys: WebhookKeys;

  constructor(keys: WebhookKeys) {
    this.#keys = keys;
  }

  async of(recovery: string): Promise<Secret> {
    const [code] = await this.#codesOf(recovery);
    if (code === undefined) throw new AdapterError('stop-key-missing', { retryable: false });
    return new Secret(code.toString('base64url'));
  }

  async isOf(token: Secret, recovery: string): Promise<boolean> {
    const given = Buffer.from(token.reveal(), 'base64url');
    return matchesAny(await this.#codesOf(recovery), [given]);
  }

  async #codesOf(recovery: string): Promise<readonly Buffer[]> {
    const keys = (await this.#keys.of(STOP_KEY)).map((key) => key.reveal()).filter((key) => key.length >= SHORTEST_KEY);
    return keys.map((key) => createHmac('sha256', key).update(`countersign stop ${recovery}`, 'utf8').digest());
  }
}
