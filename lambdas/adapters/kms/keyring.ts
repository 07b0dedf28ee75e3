import { GetPublicKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { Family } from '../../core/audit/families.ts';
import type { Keys, PublicHalf } from '../../core/audit/keys.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Keyring } from '../../ports/signing.ts';
import { answerOf } from '../aws/errors.ts';
import { publicHalf } from './public-half.ts';

/** ARNs of each family's keys, as pinned by the deployment. The first one counts from the beginning. */
export type PinnedKeys = Readonly<Record<Family, readonly string[]>>;

/** Public halves from KMS, fetched when a commit first names them. Needs `kms:GetPublicKey` on the pinned keys, and on no other. */
export class KmsKeyring implements Keyring {
  readonly #kms: KMSClient;
  readonly #families: ReadonlyMap<string, Family>;
  readonly #halves = new Map<string, Promise<PublicHalf>>();

  constructor(kms: KMSClient, pinned: PinnedKeys) {
    this.#kms = kms;
    this.#families = new Map(
      (Object.entries(pinned) as [Family, readonly string[]][]).flatMap(([family, keys]) =>
        keys.slice(0, 1).map((key) => [key, family] as const),
      ),
    );
  }

  async keysFor(names: readonly string[]): Promise<Keys> {
    const halves = await Promise.all([...new Set(names)].map((name) => this.#half(name)));
    return (key) => halves.find((half) => half?.key === key);
  }

  async halves(): Promise<readonly PublicHalf[]> {
    return Promise.all([...this.#families.keys()].flatMap((key) => this.#half(key) ?? []));
  }

  #half(key: string): Promise<PublicHalf> | undefined {
    const family = this.#families.get(key);
    if (family === undefined) return undefined;
    const known = this.#halves.get(key) ?? this.#fetch({ family, key, from: null });
    this.#halves.set(key, known);
    // A failed fetch is not cached.
    known.catch(() => this.#halves.delete(key));
    return known;
  }

  async #fetch(named: Omit<PublicHalf, 'verifies' | 'spki'>): Promise<PublicHalf> {
    const { PublicKey: der } = await answerOf(this.#kms.send(new GetPublicKeyCommand({ KeyId: named.key })));
    if (der === undefined) throw new AdapterError('unavailable', { retryable: true });
    return publicHalf({ ...named, spki: Buffer.from(der).toString('base64') });
  }
}
