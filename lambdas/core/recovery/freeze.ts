import { DAY } from '../risk/signal.ts';
import type { Instant } from '../values/instant.ts';
import type { RiskEvent } from './events.ts';
import type { StreamState } from './state.ts';

/** Failed or repudiated proofs within 30 days that freeze an account (rule 10); far below NIST SP 800-63B-4 section 3.2.2's 100. */
export const FREEZE_AFTER = 3;

/** What one more adverse proof leads to: the third freezes the account for every desk and channel. */
export function freezeAfter({ history, freeze }: StreamState, now: Instant): readonly RiskEvent[] {
  const recent = history.filter(({ at }) => Date.parse(now) - Date.parse(at) <= 30 * DAY * 1000);
  const adverse = recent.filter(({ what }) => what === 'proof-failed' || what === 'proof-repudiated').length + 1;
  if (freeze !== null || adverse < FREEZE_AFTER) return [];
  return [{ type: 'AccountFrozen', cause: `${adverse} proofs failed or were repudiated within 30 days` }];
}
