import { publicHalf } from '../../../lambdas/adapters/kms/public-half.ts';
import { FAMILIES } from '../../../lambdas/core/audit/families.ts';
import type { Keys, PublicHalf } from '../../../lambdas/core/audit/keys.ts';
import { EXIT, Failure } from '../failure.ts';
import { isKeys } from '../service/answers.ts';
import type { Session } from '../service/session.ts';

/** A public half, as the service publishes it and an export contains it. */
export type PublishedKey = Omit<PublicHalf, 'verifies'>;

/** The public halves that the service publishes. */
export const publishedKeys = async (session: Session): Promise<readonly PublishedKey[]> =>
  session.read(await session.api.get(['keys']), isKeys).keys as readonly PublishedKey[];

/** Verifies signatures by these keys. Throws a `Failure` for a malformed key. */
export function keysOf(published: readonly PublishedKey[]): Keys {
  const halves = published.map((one) => halfOf(one));
  return (key) => halves.find((half) => half.key === key);
}

/** A public half, if a value has its form. */
export function parseKey(value: unknown): PublishedKey | undefined {
  if (typeof value !== 'object' || value === null || !('spki' in value)) return undefined;
  const { key, family, from, spki } = value as Partial<Record<keyof PublishedKey, unknown>>;
  const known = FAMILIES.find((one) => one === family);
  const isWhole = typeof key === 'string' && typeof spki === 'string' && (typeof from === 'string' || from === null);
  return isWhole && known !== undefined ? { key, family: known, from, spki } : undefined;
}

function halfOf(published: PublishedKey): PublicHalf {
  try {
    return publicHalf(published);
  } catch {
    throw new Failure(
      EXIT.notIntact,
      { code: 'key-unreadable', title: `the public half of \`${published.key}\` cannot be read` },
      { hint: 'nothing can be verified without it; use the keys of an earlier export: --keys FILE' },
    );
  }
}
