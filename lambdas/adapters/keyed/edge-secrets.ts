import { createHash } from 'node:crypto';
import type { EdgeSecrets } from '../../ports/keyed.ts';
import type { DeploymentKey, Secret } from '../../ports/secret.ts';
import { matchesAny } from '../signatures/checks.ts';
import { RememberedKey } from './remembered-key.ts';

/** Secrets of the edge: the one that it sends, and the one before while a deployment changes it. Each is read once in five minutes. */
export class RememberedEdgeSecrets implements EdgeSecrets {
  readonly #keys: readonly RememberedKey[];

  /** `now` gives milliseconds since 1970. */
  constructor(keys: readonly DeploymentKey[], now: () => number = Date.now) {
    this.#keys = keys.map((key) => new RememberedKey(key, now));
  }

  async isOurs(given: Secret): Promise<boolean> {
    const read = await Promise.allSettled(this.#keys.map((key) => key.versions()));
    const versions = read.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    if (matchesAny(versions.map(digestOf), [digestOf(given)])) return true;
    // The one that cannot be read, such as a new one whose right is not in force yet, might be it.
    for (const one of read) if (one.status === 'rejected') throw one.reason;
    return false;
  }
}

/** Digests have one length, so that a comparison tells nothing of the secret's. */
const digestOf = (secret: Secret): Buffer => createHash('sha256').update(secret.reveal(), 'utf8').digest();
