import { type Hours, isInHours } from '../../policy/hours.ts';
import { type Instant, plusSeconds, secondsUntil } from '../../values/instant.ts';
import type { Task, ToTell } from './asked.ts';

/** Seconds between two looks at the clock: no time zone changes its hours in less. */
const STEP = 900;
/** Hours that never end are none. */
const LONGEST = 8 * 86_400;

/**
 * Seconds that must be left of a task's time when the quiet hours end; a task without an entry never waits, because somebody who is locked
 * out waits with it.
 */
const LEAST_LEFT: Readonly<Partial<Record<Task, number>>> = { countersignature: 4 * 3_600, review: 12 * 3_600 };

/**
 * Until when people are left alone with this; null: they are told now. A review waits, and a countersignature for which there is time enough
 * afterwards, and that something is not needed any more. Nothing else does.
 */
export function quietUntil(
  hours: Hours | undefined,
  { task, says, until }: Pick<ToTell, 'task' | 'says' | 'until'>,
  now: Instant,
): Instant | null {
  if (hours === undefined || !isInHours(hours, now)) return null;
  const end = endOf(hours, now);
  if (end === null || says === 'withdrawn') return end;
  const least = LEAST_LEFT[task];
  if (least === undefined || (until !== null && secondsUntil(end, until) < least)) return null;
  return end;
}

/** The end of the hours that a moment is in, up to a quarter of an hour late; null for hours without an end. */
function endOf(hours: Hours, now: Instant): Instant | null {
  for (let seconds = STEP; seconds <= LONGEST; seconds += STEP) {
    const at = plusSeconds(now, seconds);
    if (!isInHours(hours, at)) return at;
  }
  return null;
}
