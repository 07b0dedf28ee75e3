import type { Tier } from '../../core/registry/account.ts';
import type { Directory } from '../../ports/connector.ts';
import { AdapterError } from '../../ports/errors.ts';

/** Code of the error when the directory does not say a tier. */
export const TIER_UNREADABLE = 'tier-unreadable';

/**
 * The tier that the directory gives a target; null when it gives none. Throws `AdapterError` `tier-unreadable`, retryable like its cause:
 * silence is never read as a lower tier.
 */
export async function readTier(connector: Pick<Directory, 'tierOf'>, target: string): Promise<Tier | null> {
  try {
    return await connector.tierOf(target);
  } catch (cause) {
    if (!(cause instanceof AdapterError)) throw cause;
    const { retryable, message } = cause;
    throw new AdapterError(TIER_UNREADABLE, {
      retryable,
      cause,
      message: `the directory did not say the tier: ${message}`,
    });
  }
}
