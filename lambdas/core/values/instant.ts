/** A moment as ISO 8601 in UTC with milliseconds, e.g. `2026-11-20T10:00:00.000Z`. Sorting such strings sorts the moments. */
export type Instant = string;

export const plusSeconds = (at: Instant, seconds: number): Instant =>
  new Date(Date.parse(at) + seconds * 1000).toISOString();

/** Whole seconds from one moment to a later one, rounded up; never below `least`. */
export const secondsUntil = (from: Instant, to: Instant, least = 0): number =>
  Math.max(least, Math.ceil((Date.parse(to) - Date.parse(from)) / 1000));

/** Seconds from one moment to another, with fraction; negative when the other is earlier. */
export const ageOf = (from: Instant, now: Instant): number => (Date.parse(now) - Date.parse(from)) / 1000;
