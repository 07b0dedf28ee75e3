import { createHmac } from 'node:crypto';
import { wordsFrom } from '../../core/proofing/words.ts';
import type { SpokenWords } from '../../ports/keyed.ts';
import type { DeploymentKey } from '../../ports/secret.ts';
import { RememberedKey } from './remembered-key.ts';

/**
 * HMAC-SHA-256 over the text, cut to two bytes, one for each word. Only the current key counts. Replacing it changes the words of every open
 * recovery: for up to five minutes two instances may disagree, and whoever typed old words reads new ones and types again.
 */
export class HmacSpokenWords implements SpokenWords {
  readonly #key: RememberedKey;

  /** `now` gives milliseconds since 1970. */
  constructor(key: DeploymentKey, now: () => number = Date.now) {
    this.#key = new RememberedKey(key, now);
  }

  async current(): ReturnType<SpokenWords['current']> {
    const [key] = await this.#key.versions();
    return (text) =>
      wordsFrom(createHmac('sha256', key.reveal()).update(`countersign words ${text}`, 'utf8').digest('hex'));
  }
}
