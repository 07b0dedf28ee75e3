import type { Instant } from '../values/instant.ts';

/** Seconds by which the clocks of a function and of the table may differ. */
const MOST_AHEAD = 60;

/** Seconds: the longest life of a function (15 minutes), and the difference of clocks. */
const MOST_BACK = 960;

/**
 * How a commit is dated wrongly, as the end of *the commit was*; undefined where its time agrees with the one at which the table wrote it, in
 * milliseconds since 1970 and cut to seconds. Ages, windows and cut-offs count by the commit's own time, which only its signer says.
 */
export function misdating(at: Instant, writtenAt: number): string | undefined {
  const seconds = (Date.parse(at) - writtenAt) / 1000;
  if (seconds > MOST_AHEAD) return 'dated later than it was written';
  return seconds < -MOST_BACK ? 'dated long before it was written' : undefined;
}
