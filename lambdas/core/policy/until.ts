import { type Instant, plusSeconds } from '../values/instant.ts';

/**
 * The end of an exception as people write it: the last day that counts where it ends with a day of UTC (`the end of 2026-12-31 UTC`), else
 * the moment from which on it has no effect (`2026-12-31 17:00:00 UTC`).
 */
export const untilInWords = (until: Instant): string =>
  until.endsWith('T00:00:00.000Z')
    ? `the end of ${plusSeconds(until, -1).slice(0, 10)} UTC`
    : `${until.slice(0, 19).replace('T', ' ')} UTC`;
