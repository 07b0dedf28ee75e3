import type { Instant } from '../../../lambdas/core/values/instant.ts';

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** A duration in words, in its `parts` largest units: `1 hour 30 minutes`. */
export function duration(seconds: number, parts = 2): string {
  const words: string[] = [];
  let rest = Math.max(0, Math.floor(seconds));
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) words.push(`${count} ${unit}${count === 1 ? '' : 's'}`);
    else if (words.length > 0) break;
  }
  return words.slice(0, parts).join(' ') || '0 seconds';
}

/** `3 minutes ago`, `in 2 hours`, `just now`. */
export function relative(at: Instant, now: Instant): string {
  const seconds = (Date.parse(at) - Date.parse(now)) / 1000;
  if (Math.abs(seconds) < 1) return 'just now';
  return seconds < 0 ? `${duration(-seconds, 1)} ago` : `in ${duration(seconds, 1)}`;
}

/** `2026-11-20 10:00:00 UTC`; any other text is shown unchanged. */
export function absolute(at: Instant): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? at : `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Both: `2026-11-20 10:00:00 UTC (3 minutes ago)`. */
export const moment = (at: Instant, now: Instant): string => `${absolute(at)} (${relative(at, now)})`;
