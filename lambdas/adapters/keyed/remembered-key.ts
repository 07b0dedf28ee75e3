import type { DeploymentKey, KeyVersions } from '../../ports/secret.ts';

/** Longest age of the cached key. A use in that time reads nothing. */
export const FRESH_MS = 5 * 60_000;

/** A key that is read at most once in `FRESH_MS`, or as often as a caller asks. A failed read is not cached. */
export class RememberedKey {
  readonly #key: DeploymentKey;
  readonly #now: () => number;
  #remembered: { readonly at: number; readonly keys: Promise<KeyVersions> } | undefined;

  /** `now` gives milliseconds since 1970. */
  constructor(key: DeploymentKey, now: () => number) {
    this.#key = key;
    this.#now = now;
  }

  /** The versions, at most this old. Throws `key-unreadable`, retryable. */
  versions(freshMs: number = FRESH_MS): Promise<KeyVersions> {
    const known = this.#remembered;
    if (known !== undefined && this.#now() - known.at < freshMs) return known.keys;
    const fresh = { at: this.#now(), keys: this.#key.versions() };
    this.#remembered = fresh;
    fresh.keys.catch(() => {
      if (this.#remembered === fresh) this.#remembered = undefined;
    });
    return fresh.keys;
  }
}
