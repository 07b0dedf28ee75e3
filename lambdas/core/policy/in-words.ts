import { type Instant, plusSeconds } from '../values/instant.ts';

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
] as const;

/** Seconds as a policy spells them, in the largest unit that divides them: `8d`, `90m`, `45s`; zero is `0s`. */
export function spelledTime(seconds: number): string {
  const unit = UNITS.find(([, size]) => seconds !== 0 && seconds % size === 0);
  return unit === undefined ? `${seconds}s` : `${seconds / unit[1]}${unit[0]}`;
}

/**
 * The end of an exception in words: the last day that counts when it ends at midnight UTC (`the end of 2026-12-31 UTC`), else the moment
 * from which it has no effect (`2026-12-31 17:00:00 UTC`).
 */
export const untilInWords = (until: Instant): string =>
  until.endsWith('T00:00:00.000Z')
    ? `the end of ${plusSeconds(until, -1).slice(0, 10)} UTC`
    : `${until.slice(0, 19).replace('T', ' ')} UTC`;

/** A visible letter or digit; format characters and fillers are excluded, although some count as letters. */
const VISIBLE = /(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{N}]/u;

/** Whether a text is empty for its reader: no characters, or only space, punctuation and invisible ones. */
export const isBlank = (text: string): boolean => !VISIBLE.test(text);
