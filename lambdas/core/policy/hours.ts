import type { Instant } from '../values/instant.ts';

/** One window of hours on some days of the week. */
export interface Window {
  /** 1 is Monday, 7 is Sunday: the days on which the window begins. */
  readonly days: readonly number[];
  /** `HH:MM`, 24 hours. `to` is excluded; a `to` before `from` is on the next day. */
  readonly from: string;
  readonly to: string;
}

/** Working hours of the organisation: one window, or several under `windows`. */
export interface Hours extends Partial<Window> {
  /** IANA name, e.g. `Europe/Zurich`; summer time follows the zone. */
  readonly zone: string;
  readonly windows?: readonly Window[];
}

/** All windows of these hours. */
export const windowsOf = ({ days, from, to, windows = [] }: Hours): readonly Window[] =>
  days === undefined || from === undefined || to === undefined ? windows : [{ days, from, to }, ...windows];

const WEEKDAYS: Readonly<Record<string, number>> = { Mon: 1, Tue: 2, Wed: 3, Thu: 4, Fri: 5, Sat: 6, Sun: 7 };

/** Whether a moment is in working hours; always true for a policy without hours. */
export function isInHours(hours: Hours | undefined, at: Instant): boolean {
  if (hours === undefined) return true;
  // `Fri 23:05`, with any separator.
  const shown = clockOf(hours.zone).show(at);
  const [day, time] = [WEEKDAYS[shown.slice(0, 3)] ?? 0, shown.slice(-5)];
  return windowsOf(hours).some((window) => isWithin(window, day, time));
}

function isWithin({ days, from, to }: Window, day: number, time: string): boolean {
  if (from < to) return days.includes(day) && time >= from && time < to;
  const yesterday = day === 1 ? 7 : day - 1;
  return (days.includes(day) && time >= from) || (days.includes(yesterday) && time < to);
}

interface Clock {
  show(at: Instant): string;
}

const clocks = new Map<string, Clock>();

/** Cached: making a clock takes longer than everything else in a decision. */
function clockOf(zone: string): Clock {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const made = makeClock(zone);
  clocks.set(zone, made);
  return made;
}

/** Remembers the last moment asked for: a decision asks twice for it, for its rules and for its risk. */
function makeClock(zone: string): Clock {
  const weekdayAndTime = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...weekdayAndTime });
  let last = { at: '', shown: '' };
  return {
    show(at) {
      if (last.at !== at) last = { at, shown: format.format(new Date(at)) };
      return last.shown;
    },
  };
}
