import type { Action, Tier } from '../../registry/account.ts';

/**
 * Whether all factors of a privileged account would be reset although its connector gives passes of limited time (rule 15): a pass keeps them, and
 * whoever talks a help desk into one has not replaced them all.
 */
export const isEveryFactorAtOnce = (action: Action, tier: Tier, performs: readonly string[]): boolean =>
  action === 'reset-mfa' && tier !== 'standard' && performs.includes('temporary-access');

export const EVERY_FACTOR =
  'all factors of a privileged account are never reset at once: ask for `temporary-access`, which keeps them';
