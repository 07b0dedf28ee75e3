import { type AdoptedKey, type HeldKey, replacesAt } from '../registry/signing-key.ts';
import type { Instant } from '../values/instant.ts';
import type { Family } from './families.ts';

/** The writer of a commit: its family, and the family's key that signed. Part of the hashed bytes. */
export interface Writer {
  readonly family: Family;
  /** Name of the key, e.g. its ARN. */
  readonly key: string;
}

/** The public half of a signing key. */
export interface PublicHalf extends Writer {
  /** Earlier commits do not count; null for a first key, which counts from the beginning. */
  readonly from: Instant | null;
  /** Later commits do not count; null while the key has no successor. */
  readonly until: Instant | null;
  /** SubjectPublicKeyInfo, DER in base64. */
  readonly spki: string;
  /** Whether the private half has signed the hash of this message. Total: false for a malformed signature. */
  verifies(message: string, signature: string): boolean;
}

/** A public half that the deployment pins; two administrators say when each but a first one counts. */
export type PinnedHalf = Omit<PublicHalf, 'from' | 'until'> & Pick<HeldKey, 'isFirst'>;

/**
 * The halves that count, with their times. An adopted key counts only if the deployment pins the same key for the same family: neither the
 * registry nor the deployment introduces one alone.
 */
export function datedHalves(pinned: readonly PinnedHalf[], adopted: readonly AdoptedKey[]): readonly PublicHalf[] {
  const begun = [
    ...pinned.flatMap((half) => (half.isFirst ? [{ half, from: null }] : [])),
    ...adopted.flatMap((one) =>
      pinned.flatMap((half) => (isHeldAs(half, one) ? [{ half, from: replacesAt(one) }] : [])),
    ),
  ];
  return begun.map(({ half: { isFirst: _isFirst, ...half }, from }, index) => {
    const next = begun.slice(index + 1).find((one) => one.half.family === half.family);
    return { ...half, from, until: next?.from ?? null };
  });
}

const isHeldAs = ({ isFirst, family, key, spki }: PinnedHalf, adopted: AdoptedKey): boolean =>
  !isFirst && family === adopted.family && key === adopted.key && spki === adopted.spki;

/** The public half for a key name; undefined for a key that the deployment has not pinned or nobody has adopted. */
export type Keys = (key: string) => PublicHalf | undefined;

/** Finds a half by the name of its key. */
export const keysAmong =
  (halves: readonly PublicHalf[]): Keys =>
  (key) =>
    halves.find((half) => half.key === key);
