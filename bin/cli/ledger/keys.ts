import { publicHalf } from '../../../lambdas/adapters/kms/public-half.ts';
import { halvesBy } from '../../../lambdas/core/audit/adopted-keys.ts';
import { FAMILIES } from '../../../lambdas/core/audit/families.ts';
import { type Keys, keysAmong, type PinnedHalf, type PublicHalf } from '../../../lambdas/core/audit/keys.ts';
import { EXIT, Failure } from '../failure.ts';
import { isKeys } from '../service/answers.ts';
import type { Session } from '../service/session.ts';
import { parseStored } from './stored.ts';

/** A public half, as the service publishes it and an export contains it. */
export type PublishedKey = Omit<PublicHalf, 'verifies'>;

/** The public halves that the service publishes. */
export const publishedKeys = async (session: Session): Promise<readonly PublishedKey[]> =>
  session.read(await session.api.get(['keys']), isKeys).keys as readonly PublishedKey[];

/**
 * Verifies signatures by these keys. When each counts is read from the commits of the stream of signing keys, and not believed of whoever
 * publishes them; a first key counts from the beginning. Throws a `Failure` for a malformed key.
 */
export function keysOf(published: readonly PublishedKey[], adoptions: readonly unknown[]): Keys {
  const pinned = published.map((one) => halfOf(one));
  const stored = adoptions.map(parseStored);
  const unreadable = stored.indexOf(undefined);
  const rows = stored.slice(0, unreadable < 0 ? undefined : unreadable).flatMap((row) => row ?? []);
  return keysAmong(halvesBy(rows, pinned));
}

/** A public half, if a value has its form. */
export function parseKey(value: unknown): PublishedKey | undefined {
  if (typeof value !== 'object' || value === null || !('spki' in value)) return undefined;
  const { key, family, from, until = null, spki } = value as Partial<Record<keyof PublishedKey, unknown>>;
  const known = FAMILIES.find((one) => one === family);
  const isWhole =
    typeof key === 'string' &&
    typeof spki === 'string' &&
    [from, until].every((time) => typeof time === 'string' || time === null);
  return isWhole && known !== undefined ? ({ key, family: known, from, until, spki } as PublishedKey) : undefined;
}

function halfOf({ key, family, from, spki }: PublishedKey): PinnedHalf {
  try {
    return publicHalf({ key, family, spki, isFirst: from === null });
  } catch {
    throw new Failure(
      EXIT.notIntact,
      { code: 'key-unreadable', title: `the public half of \`${key}\` cannot be read` },
      { hint: 'nothing can be verified without it; use the keys of an earlier export: --keys FILE' },
    );
  }
}
