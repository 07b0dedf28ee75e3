import type { Instant } from '../instant.ts';

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
  const shown = clockOf(hours.zone).format(new Date(at));
  const [weekday, time] = [shown.slice(0, 3), shown.slice(-5)];
  return hours.days.includes(WEEKDAYS[weekday] ?? 0) && time >= hours.from && time < hours.to;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Kept, because making one takes longer than everything else in a decision. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  clocks.set(zone, made);
  return made;
}
