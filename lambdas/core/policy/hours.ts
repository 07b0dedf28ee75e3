import type { Instant } from '../values/instant.ts';

/** Hours of some days of the week. */
export interface Window {
  /** 1 is Monday, 7 is Sunday: the day on which it begins. */
  readonly days: readonly number[];
  /** `HH:MM`, 24 hours. The end is not included; before the beginning, it is on the next day. */
  readonly from: string;
  readonly to: string;
}

/** When people of the organisation are at work: one window, or several under `windows`. */
export interface Hours extends Partial<Window> {
  /** IANA name, e.g. `Europe/Zurich`; summer time is the zone's. */
  readonly zone: string;
  readonly windows?: readonly Window[];
}

/** All windows of some hours. */
export const windowsOf = ({ days, from, to, windows = [] }: Hours): readonly Window[] =>
  days === undefined || from === undefined || to === undefined ? windows : [{ days, from, to }, ...windows];

const WEEKDAYS: Readonly<Record<string, number>> = { Mon: 1, Tue: 2, Wed: 3, Thu: 4, Fri: 5, Sat: 6, Sun: 7 };

/** Whether a moment is in working hours. A policy that names none has no other time. */
export function isInHours(hours: Hours | undefined, at: Instant): boolean {
  if (hours === undefined) return true;
  // `Fri 23:05`, whatever stands between.
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

/** Kept, because making one takes longer than everything else in a decision. */
function clockOf(zone: string): Clock {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const made = makeClock(zone);
  clocks.set(zone, made);
  return made;
}

/** Remembers the moment that it was asked for last: a decision asks for the same one for its rules and for its risk. */
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
