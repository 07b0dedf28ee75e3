import { describe, expect, it } from '@jest/globals';
import type { Hours } from '../../../../lambdas/core/policy/hours.ts';
import type { Task, ToTell } from '../../../../lambdas/core/recovery/views/asked.ts';
import { quietUntil } from '../../../../lambdas/core/recovery/views/quiet.ts';

const NIGHTS: Hours = { zone: 'Europe/Berlin', windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '07:00' }] };
/** A Friday, 23:00 in Berlin. */
const NIGHT = '2026-11-20T22:00:00.000Z';
const MORNING = '2026-11-21T06:00:00.000Z';

const told = (task: Task, until: string | null, says: ToTell['says'] = 'asked') => ({ task, says, until });

describe('quiet hours', () => {
  it.each<[string, ReturnType<typeof told>, string | null]>([
    ['a review, which has a day', told('review', '2026-11-22T22:00:00.000Z'), MORNING],
    ['a review that would be late in the morning', told('review', '2026-11-21T12:00:00.000Z'), null],
    [
      'a countersignature with four hours left in the morning',
      told('countersignature', '2026-11-21T10:00:00.000Z'),
      MORNING,
    ],
    ['a countersignature with less', told('countersignature', '2026-11-21T09:59:59.000Z'), null],
    ['a countersignature whose time ends in the night', told('countersignature', '2026-11-21T02:00:00.000Z'), null],
    ['a sighting, for which somebody waits', told('sighting', '2026-11-30T00:00:00.000Z'), null],
    ['a word, for which somebody waits', told('word', '2026-11-30T00:00:00.000Z'), null],
    ['that a sighting is not needed any more', told('sighting', null, 'withdrawn'), MORNING],
  ])('%s', (_, one, end) => {
    expect(quietUntil(NIGHTS, one, NIGHT)).toBe(end);
  });

  it('are none without a setting, outside of them, and where they never end', () => {
    const review = told('review', '2026-12-20T00:00:00.000Z');
    expect(quietUntil(undefined, review, NIGHT)).toBeNull();
    expect(quietUntil(NIGHTS, review, '2026-11-20T18:59:00.000Z')).toBeNull();
    const always = [1, 2, 3, 4, 5, 6, 7].flatMap((day) => [
      { days: [day], from: '00:00', to: '12:00' },
      { days: [day], from: '12:00', to: '00:00' },
    ]);
    expect(quietUntil({ zone: 'UTC', windows: always }, review, NIGHT)).toBeNull();
  });

  it('follow the summer time of their zone', () => {
    const review = told('review', '2026-12-20T00:00:00.000Z');
    expect(quietUntil(NIGHTS, review, '2026-07-03T18:30:00.000Z')).toBe('2026-07-04T05:00:00.000Z');
    // The clocks of Berlin go back at 01:00 UTC of this night.
    expect(quietUntil(NIGHTS, review, '2026-10-24T22:00:00.000Z')).toBe('2026-10-25T06:00:00.000Z');
  });
});
