import { createHmac, randomBytes } from 'node:crypto';
import type { PageCookies } from '../../ports/keyed.ts';
import { type DeploymentKey, type KeyVersions, Secret } from '../../ports/secret.ts';
import { matchesAny } from '../signatures/checks.ts';
import { RememberedKey } from './remembered-key.ts';

/** 256 random bits, a dot, and a code of 256 bits, both base64url. */
const FORM = /^([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/;

/** A cookie that matches no key may belong to a newer one, which is read at most this often, whatever the flood. */
const REREAD_MS = 10_000;

/**
 * HMAC-SHA-256 over the cookie's purpose and its random bits, under the key of codes. Cookies of the previous key count while that key is
 * kept.
 */
export class HmacPageCookies implements PageCookies {
  readonly #key: RememberedKey;

  /** `now` gives milliseconds since 1970. */
  constructor(key: DeploymentKey, now: () => number = Date.now) {
    this.#key = new RememberedKey(key, now);
  }

  async make(): Promise<Secret> {
    const chance = randomBytes(32).toString('base64url');
    const [current] = await this.#key.versions();
    return new Secret(`${chance}.${codeOf(chance, current).toString('base64url')}`);
  }

  async isOurs(cookie: Secret): Promise<boolean> {
    const [, chance, code] = FORM.exec(cookie.reveal()) ?? [];
    if (chance === undefined || code === undefined) return false;
    const given = Buffer.from(code, 'base64url');
    // Accepts one spelling only: the last character of a code has unused bits.
    if (given.toString('base64url') !== code) return false;
    const isUnder = (keys: KeyVersions) =>
      matchesAny(
        keys.map((key) => codeOf(chance, key)),
        [given],
      );
    return isUnder(await this.#key.versions()) || isUnder(await this.#key.versions(REREAD_MS));
  }
}

const codeOf = (chance: string, key: Secret): Buffer =>
  createHmac('sha256', key.reveal()).update(`countersign page ${chance}`, 'utf8').digest();
