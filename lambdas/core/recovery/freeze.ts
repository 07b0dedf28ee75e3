import { type Action, isContainment } from '../registry/account.ts';
import { DAY, type Touch } from '../risk/facts.ts';
import { refuse } from './decision.ts';
import type { RiskEvent } from './events.ts';
import type { Freeze, StreamState } from './state.ts';
import { ADVERSE_TOUCHES } from './touch.ts';

type AdverseTouch = Pick<Touch, 'what' | 'at' | 'recovery' | 'by'>;

/** Adverse touches within 30 days that freeze an account (rule 10); far below NIST SP 800-63B-4 section 3.2.2's 100. */
export const FREEZE_AFTER = 3;

/**
 * What one more adverse touch leads to: the third freezes the account for every desk and channel. One recovery counts once. Nobody locks an
 * owner out alone: guesses of pages never freeze by themselves, a machine's suspicion never counts, one person's suspicions count once in all,
 * and where suspicions help to freeze, two people have spoken, or somebody on duty, whose word counts for each recovery.
 */
export function freezeAfter({ history, freeze }: StreamState, one: AdverseTouch): readonly RiskEvent[] {
  if (freeze !== null) return [];
  const recent = history.filter(({ at }) => Date.parse(one.at) - Date.parse(at) <= 30 * DAY * 1000);
  const adverse = [...recent.filter(({ what }) => ADVERSE_TOUCHES.includes(what)), one].filter(isOfPeople);
  const counted = oncePerWitness(oncePerRecovery(adverse));
  const isGuessing = counted.every(({ what }) => what === 'guesses-failed');
  if (isGuessing || counted.length < FREEZE_AFTER || !isWitnessed(counted)) return [];
  return [{ type: 'AccountFrozen', cause: `${counted.length} adverse proofs or suspicions within 30 days` }];
}

const isSuspicion = ({ what }: AdverseTouch): boolean => what === 'suspected';

const isOfPeople = (touch: AdverseTouch): boolean => !(isSuspicion(touch) && touch.by?.as === 'machine');

/** A recovery that somebody suspected and in which a proof failed is one attempt; it counts as the proof, then as the suspicion, then as the guess. */
function oncePerRecovery(touches: readonly AdverseTouch[]): readonly AdverseTouch[] {
  const heaviest = [...touches].sort((one, other) => rank(one) - rank(other));
  return heaviest.filter(
    ({ recovery }, index) => recovery === null || heaviest.findIndex((other) => other.recovery === recovery) === index,
  );
}

function rank({ what, by }: AdverseTouch): number {
  if (what === 'guesses-failed') return 3;
  if (what !== 'suspected') return 0;
  return by?.as === 'on-duty' ? 1 : 2;
}

/** One person's suspicions count once, of whatever recoveries. */
function oncePerWitness(touches: readonly AdverseTouch[]): readonly AdverseTouch[] {
  const isAgain = (touch: AdverseTouch, index: number) =>
    isSuspicion(touch) &&
    touch.by?.as === 'person' &&
    touches.findIndex((other) => isSuspicion(other) && other.by?.id === touch.by?.id) < index;
  return touches.filter((touch, index) => !isAgain(touch, index));
}

/** Whether more than one person stands behind it, or somebody on duty. Failed proofs alone are evidence that somebody looked at. */
function isWitnessed(touches: readonly AdverseTouch[]): boolean {
  if (!touches.some(isSuspicion)) return true;
  const isOnDuty = touches.some((touch) => isSuspicion(touch) && touch.by?.as === 'on-duty');
  return isOnDuty || new Set(touches.map(({ by }) => by?.id)).size > 1;
}

/** Whether a freeze holds this up. Taking access away is never frozen (rule 10). */
export const isHeldUp = ({ freeze }: Pick<StreamState, 'freeze'>, action: Action): boolean =>
  freeze !== null && !isContainment(action);

export const frozen = (freeze: Freeze | null) => refuse('account-frozen', { since: freeze?.at ?? null });
