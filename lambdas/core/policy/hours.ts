import type { Instant } from '../values/instant.ts';

/** When people of the organisation are at work. */
export interface Hours {
  /** IANA name, e.g. `Europe/Zurich`; summer time is the zone's. */
  readonly zone: string;
  /** 1 is Monday, 7 is Sunday. */
  readonly days: readonly number[];
  /** `HH:MM`, 24 hours. The end is not included. */
  readonly from: string;
  readonly to: string;
}

const WEEKDAYS: Readonly<Record<string, number>> = { Mon: 1, Tue: 2, Wed: 3, Thu: 4, Fri: 5, Sat: 6, Sun: 7 };

/** Whether a moment is in working hours. A policy that names none has no other time. */
export function isInHours(hours: Hours | undefined, at: Instant): boolean {
  if (hours === undefined) return true;
  // `Fri 23:05`, whatever stands between.
  const shown = clockOf(hours.zone).show(at);
  const [weekday, time] = [shown.slice(0, 3), shown.slice(-5)];
  return hours.days.includes(WEEKDAYS[weekday] ?? 0) && time >= hours.from && time < hours.to;
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
