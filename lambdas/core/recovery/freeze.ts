import { DAY, type Touch } from '../risk/facts.ts';
import type { RiskEvent } from './events.ts';
import type { StreamState } from './state.ts';
import { ADVERSE_TOUCHES } from './touch.ts';

type AdverseTouch = Pick<Touch, 'what' | 'at' | 'recovery' | 'by'>;

/** Adverse touches within 30 days that freeze an account (rule 10); far below the 100 of NIST SP 800-63B-4 section 3.2.2. */
export const FREEZE_AFTER = 3;

/**
 * The events of one more adverse touch: the third one freezes the account for every desk and channel. One recovery counts once. Nobody can
 * lock an owner out alone: guesses on pages never freeze by themselves, a machine's suspicion never counts, and one person's suspicions
 * count once. If suspicions contribute, two people must have spoken, or somebody on duty, whose suspicions count for each recovery.
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

/** Counts each recovery once: as a failed proof, else as a suspicion, else as guessing. */
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

/** Counts one person's suspicions once, whatever the recoveries. */
function oncePerWitness(touches: readonly AdverseTouch[]): readonly AdverseTouch[] {
  const isAgain = (touch: AdverseTouch, index: number) =>
    isSuspicion(touch) &&
    touch.by?.as === 'person' &&
    touches.findIndex((other) => isSuspicion(other) && other.by?.id === touch.by?.id) < index;
  return touches.filter((touch, index) => !isAgain(touch, index));
}

/** Whether two people, or somebody on duty, stand behind it. Failed proofs alone are enough: somebody has checked each. */
function isWitnessed(touches: readonly AdverseTouch[]): boolean {
  if (!touches.some(isSuspicion)) return true;
  const isOnDuty = touches.some((touch) => isSuspicion(touch) && touch.by?.as === 'on-duty');
  return isOnDuty || new Set(touches.map(({ by }) => by?.id)).size > 1;
}
