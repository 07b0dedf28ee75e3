import { describe, expect, it } from '@jest/globals';
import { eventTimeIn } from '../../../lambdas/core/intake/event-time.ts';

const at = (unit: 'milliseconds' | 'seconds' | 'iso-8601', time: unknown) =>
  eventTimeIn({ from: '/time', unit }, { time });

describe('the time of an event', () => {
  it('is read in the unit of its mapping', () => {
    const moment = '2026-11-20T10:00:00.000Z';
    expect(at('milliseconds', Date.parse(moment))).toBe(moment);
    expect(at('seconds', Date.parse(moment) / 1000)).toBe(moment);
    expect(at('iso-8601', '2026-11-20T11:00:00+01:00')).toBe(moment);
  });

  it.each([
    ['milliseconds', '1763632800000'],
    ['milliseconds', 1e300],
    ['seconds', null],
    ['iso-8601', 1763632800000],
    ['iso-8601', '20 November 2026'],
    ['iso-8601', '2026-11-20'],
  ] as const)('is none for %s that are %j', (unit, value) => {
    expect(at(unit, value)).toBeNull();
  });

  it('is none where the mapping names none', () => {
    expect(eventTimeIn(undefined, { time: 1 })).toBeNull();
  });
});
