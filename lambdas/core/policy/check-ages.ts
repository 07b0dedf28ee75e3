import { EMAIL_SECONDS } from '../proofing/numbers.ts';
import type { Policy } from './policy.ts';
import type { PolicyProblem } from './problem.ts';
import { spelledTime } from './spelled-time.ts';

const DAY = 86_400;

/** Nobody can wait for longer. */
const MOST_AGE = 90 * DAY;

/**
 * Least age of a contact that a policy may set (rule 8). Who changes a contact waits as long as a code to the old one can still be on its
 * way (SP 800-63B-4 section 4.2.1.2), and the owner, who hears of the change, has that long to stop it.
 */
export const LEAST_CONTACT_AGE = EMAIL_SECONDS;

/** Least age of an authenticator or recovery contact: its owner, who hears of it at once (SP 800-63B-4 section 4.1.2.1), has an hour to object. */
export const LEAST_AUTHENTICATOR_AGE = 3600;

const LEAST = { contactMinAge: LEAST_CONTACT_AGE, authenticatorMinAge: LEAST_AUTHENTICATOR_AGE } as const;

/**
 * What is wrong with the ages of a policy: rule 8 wants a minimum, and one that can be waited for. `shortened`: a policy that `extends`
 * another to be tried out, whose waits are for one sitting; the age of a contact it cannot touch.
 */
export function checkAges(policy: Policy, { shortened }: { readonly shortened: boolean }): readonly PolicyProblem[] {
  return (['contactMinAge', 'authenticatorMinAge'] as const).flatMap((name) => {
    const least = shortened && name === 'authenticatorMinAge' ? 1 : LEAST[name];
    const { [name]: seconds = least } = policy;
    const reason = `\`${name}\` is ${spelledTime(seconds)}; it must be at least ${spelledTime(least)} (rule 8) and at most ${spelledTime(MOST_AGE)}`;
    return seconds >= least && seconds <= MOST_AGE ? [] : [{ path: [name], reason }];
  });
}
