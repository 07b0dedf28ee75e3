import { CONSECUTIVE_FAILURES, WRONG_ANSWERS } from '../numbers.ts';

/** Every method that takes answers is throttled alike (NIST SP 800-63B-4 section 3.2.2). */
export const THROTTLE = { perChallenge: WRONG_ANSWERS, inARow: CONSECUTIVE_FAILURES } as const;
