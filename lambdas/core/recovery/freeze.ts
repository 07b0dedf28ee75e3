import { type Action, isContainment } from '../registry/account.ts';
import { DAY, type Touch } from '../risk/facts.ts';
import { refuse } from './decision.ts';
import type { RiskEvent } from './events.ts';
import type { Freeze, StreamState } from './state.ts';
import { ADVERSE_TOUCHES } from './touch.ts';

type AdverseTouch = Pick<Touch, 'what' | 'at' | 'recovery'>;

/** Adverse touches within 30 days that freeze an account (rule 10); far below NIST SP 800-63B-4 section 3.2.2's 100. */
export const FREEZE_AFTER = 3;

/**
 * What one more adverse touch leads to: the third freezes the account for every desk and channel. Guesses of pages alone never do: whoever merely
 * has a link locks nobody out. One recovery counts once.
 */
export function freezeAfter({ history, freeze }: StreamState, one: AdverseTouch): readonly RiskEvent[] {
  if (freeze !== null) return [];
  const recent = history.filter(({ at }) => Date.parse(one.at) - Date.parse(at) <= 30 * DAY * 1000);
  const adverse = oncePerRecovery([...recent.filter(({ what }) => ADVERSE_TOUCHES.includes(what)), one]);
  const isGuessing = adverse.every(({ what }) => what === 'guesses-failed');
  if (isGuessing || adverse.length < FREEZE_AFTER) return [];
  return [{ type: 'AccountFrozen', cause: `${adverse.length} adverse proofs or suspicions within 30 days` }];
}

/** A recovery that somebody suspected and in which a proof failed is one attempt; it counts as what is not a guess. */
function oncePerRecovery(touches: readonly AdverseTouch[]): readonly AdverseTouch[] {
  const heaviest = [...touches].sort((one, other) => rank(one) - rank(other));
  return heaviest.filter(
    ({ recovery }, index) => recovery === null || heaviest.findIndex((other) => other.recovery === recovery) === index,
  );
}

const rank = ({ what }: AdverseTouch): number => (what === 'guesses-failed' ? 1 : 0);

/** Whether a freeze holds this up. Taking access away is never frozen (rule 10). */
export const isHeldUp = ({ freeze }: Pick<StreamState, 'freeze'>, action: Action): boolean =>
  freeze !== null && !isContainment(action);

export const frozen = (freeze: Freeze | null) => refuse('account-frozen', { since: freeze?.at ?? null });
