import { DAY, type Touch } from '../../risk/facts.ts';
import { ADVERSE_TOUCHES } from '../evolve/touch.ts';
import type { StreamState } from '../state/state.ts';
import type { RiskEvent } from '../state/warnings.ts';

type AdverseTouch = Pick<Touch, 'what' | 'at' | 'recovery' | 'by'>;

/** Adverse touches within 30 days that freeze an account (rule 10); far below the 100 of NIST SP 800-63B-4 section 3.2.2. */
export const FREEZE_AFTER = 3;

/**
 * The events of one more adverse touch: the third one freezes the account for every desk and channel. One recovery counts once, a machine's
 * suspicion never, and one person's suspicions once. Somebody on duty can freeze an account alone, which is containment: their suspicions
 * count for each recovery. Without them it takes the words of two people, so that nobody locks an owner out alone. Pages and vendors report
 * what the holder of a link did, who may be one of these people: their touches count, and they are never a person.
 */
export function freezeAfter({ history, freeze }: StreamState, one: AdverseTouch): readonly RiskEvent[] {
  if (freeze !== null) return [];
  const recent = history.filter(({ at }) => Date.parse(one.at) - Date.parse(at) <= 30 * DAY * 1000);
  const adverse = [...recent.filter(({ what }) => ADVERSE_TOUCHES.includes(what)), one].filter(isOfPeople);
  const counted = oncePerWitness(oncePerRecovery(adverse));
  if (counted.length < FREEZE_AFTER || !isWitnessed(counted)) return [];
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

/** Whether somebody on duty or two people stand behind it. The failed proofs of one verifier are one person's word, however many. */
function isWitnessed(touches: readonly AdverseTouch[]): boolean {
  const people = touches.flatMap((touch) => (isOfLinkHolder(touch) || touch.by === undefined ? [] : [touch.by]));
  return people.some(({ as }) => as === 'on-duty') || new Set(people.map(({ id }) => id)).size > 1;
}

const isOfLinkHolder = ({ what, by }: AdverseTouch): boolean =>
  what === 'guesses-failed' || by?.id === 'page' || by?.id === 'vendor';
