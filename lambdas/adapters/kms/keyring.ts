import { GetPublicKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { Family } from '../../core/audit/families.ts';
import {
  datedHalves,
  type Keys,
  keysAmong,
  type PinnedHalf,
  type PublicHalf,
  type Writer,
} from '../../core/audit/keys.ts';
import type { Instant } from '../../core/values/instant.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { Keyring } from '../../ports/signing.ts';
import { answerOf } from '../aws/errors.ts';
import { publicHalf } from './public-half.ts';

/** ARNs of each family's keys, as pinned by the deployment. The first one counts from the beginning. */
export type PinnedKeys = Readonly<Record<Family, readonly string[]>>;

/** The halves that count now among the pinned ones, by the stream of signing keys. */
export type ReadAdopted = (pinned: readonly PinnedHalf[]) => Promise<readonly PublicHalf[]>;

/** Milliseconds for which adopted keys are remembered: a quarter of the lead of a new key. */
const REMEMBERED_MS = 15_000;

/**
 * Public halves from KMS, fetched when a commit first names them. Needs `kms:GetPublicKey` on the pinned keys, and on no other. A deployment that
 * pins one key for each family needs no more; where a family has several, the stream of signing keys says when each counts.
 */
export class KmsKeyring implements Keyring {
  readonly #kms: KMSClient;
  readonly #pinned: PinnedKeys;
  readonly #held: ReadonlyMap<string, { readonly family: Family; readonly isFirst: boolean }>;
  readonly #halves = new Map<string, Promise<PinnedHalf>>();
  readonly #readAdopted: ReadAdopted;
  readonly #now: () => number;
  #dated: { readonly at: number; readonly halves: Promise<readonly PublicHalf[]> } | undefined;

  constructor(kms: KMSClient, pinned: PinnedKeys, readAdopted: ReadAdopted, now: () => number = Date.now) {
    this.#kms = kms;
    this.#pinned = pinned;
    this.#readAdopted = readAdopted;
    this.#now = now;
    this.#held = new Map(
      (Object.entries(pinned) as [Family, readonly string[]][]).flatMap(([family, keys]) =>
        keys.map((key, index) => [key, { family, isFirst: index === 0 }] as const),
      ),
    );
  }

  async keysFor(names: readonly string[]): Promise<Keys> {
    const held = [...new Set(names)].filter((name) => this.#held.has(name));
    const single = held.filter((name) => !this.#hasSeveral(name));
    const halves = datedHalves(await this.#fetched(single), []);
    if (single.length === held.length) return keysAmong(halves);
    const known = await this.#datedNow();
    const isKnown = held.every((name) => single.includes(name) || known.some(({ key }) => key === name));
    // Somebody signs with a key that was not adopted when this instance last looked.
    return keysAmong([...halves, ...(isKnown ? known : await this.#datedNow(true))]);
  }

  async halves(): Promise<readonly PublicHalf[]> {
    const names = [...this.#held.keys()];
    if (names.some((name) => this.#hasSeveral(name))) return this.#datedNow();
    return datedHalves(await this.#fetched(names), []);
  }

  async pinned(): Promise<readonly PinnedHalf[]> {
    return this.#fetched([...this.#held.keys()]);
  }

  async current(family: Family, at: Instant): Promise<Writer> {
    const [first, ...others] = this.#pinned[family];
    if (first === undefined)
      throw new AdapterError('key-unreadable', { retryable: false, message: `${family} has no key` });
    if (others.length === 0) return { family, key: first };
    const begun = (await this.#datedNow()).filter((half) => half.family === family && (half.from ?? '') <= at);
    return { family, key: begun.at(-1)?.key ?? first };
  }

  #hasSeveral(name: string): boolean {
    const family = this.#held.get(name)?.family;
    return family !== undefined && this.#pinned[family].length > 1;
  }

  #datedNow(anew = false): Promise<readonly PublicHalf[]> {
    const at = this.#now();
    if (this.#dated !== undefined && !anew && at - this.#dated.at < REMEMBERED_MS) return this.#dated.halves;
    const halves = this.#readDated();
    this.#dated = { at, halves };
    // A failed read is not remembered.
    halves.catch(() => {
      this.#dated = undefined;
    });
    return halves;
  }

  async #readDated(): Promise<readonly PublicHalf[]> {
    return this.#readAdopted(await this.pinned());
  }

  #fetched(names: readonly string[]): Promise<readonly PinnedHalf[]> {
    return Promise.all(names.flatMap((name) => this.#half(name) ?? []));
  }

  #half(key: string): Promise<PinnedHalf> | undefined {
    const held = this.#held.get(key);
    if (held === undefined) return undefined;
    const known = this.#halves.get(key) ?? this.#fetch({ ...held, key });
    this.#halves.set(key, known);
    // A failed fetch is not cached.
    known.catch(() => this.#halves.delete(key));
    return known;
  }

  async #fetch({ isFirst, ...named }: Omit<PinnedHalf, 'verifies' | 'spki'>): Promise<PinnedHalf> {
    const { PublicKey: der } = await answerOf(this.#kms.send(new GetPublicKeyCommand({ KeyId: named.key })));
    if (der === undefined) throw new AdapterError('unavailable', { retryable: true });
    return { ...publicHalf({ ...named, spki: Buffer.from(der).toString('base64') }), isFirst };
  }
}
