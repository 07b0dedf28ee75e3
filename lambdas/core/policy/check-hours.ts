import type { Hours } from './hours.ts';
import type { PolicyProblem } from './problem.ts';

/** 24:00 is the end of a day. */
const TIME = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** What is wrong with working hours: a zone that nobody knows, no day, a time that is none, an end before the beginning. */
export function checkHours(hours: Hours | undefined): readonly PolicyProblem[] {
  if (hours === undefined) return [];
  const { zone, days, from, to } = hours;
  const at = (name: keyof Hours, reason: string): PolicyProblem => ({ path: ['hours', name], reason });
  const isWeek = days.length > 0 && new Set(days).size === days.length && days.every((day) => day >= 1 && day <= 7);
  const times = (['from', 'to'] as const).filter((name) => !TIME.test(hours[name]));
  return [
    ...(isZone(zone) ? [] : [at('zone', `there is no time zone \`${zone}\``)]),
    ...(isWeek ? [] : [at('days', 'hours have at least one day, and each once')]),
    ...times.map((name) => at(name, `\`${name}\` is no time such as "08:00"`)),
    ...(times.length === 0 && from >= to ? [at('to', 'the day ends before it begins')] : []),
  ];
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
}
