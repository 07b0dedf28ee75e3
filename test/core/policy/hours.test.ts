import { expect, it } from '@jest/globals';
import { isInHours } from '../../../lambdas/core/policy/hours.ts';

const ZURICH = { zone: 'Europe/Zurich', days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' };

it.each([
  ['the first minute', '2026-11-20T07:00:00.000Z', true],
  ['a second before it', '2026-11-20T06:59:59.999Z', false],
  ['the last minute', '2026-11-20T16:59:59.999Z', true],
  ['the end itself', '2026-11-20T17:00:00.000Z', false],
  ['a Saturday', '2026-11-21T10:00:00.000Z', false],
  ['the first minute in summer, an hour earlier', '2026-07-03T06:00:00.000Z', true],
] as const)('knows whether work is on at %s', (_, at, expected) => {
  expect(isInHours(ZURICH, at)).toBe(expected);
});

it('asks each zone for its own time, at the same moment', () => {
  const at = '2026-11-20T06:30:00.000Z';
  const zones = ['Europe/Zurich', 'Asia/Tokyo', 'Etc/UTC'];
  expect(zones.map((zone) => isInHours({ ...ZURICH, zone }, at))).toEqual([false, true, false]);
});

it('is always on where a policy names no hours', () => {
  expect(isInHours(undefined, '2026-11-21T03:00:00.000Z')).toBe(true);
});

it.each([
  ['a Friday night, before midnight', '2026-11-20T23:00:00.000Z', true],
  ['the morning after it, a Saturday', '2026-11-21T05:59:00.000Z', true],
  ['its end', '2026-11-21T06:00:00.000Z', false],
  ['a Friday morning: Thursday has no night', '2026-11-20T05:00:00.000Z', false],
  ['the night of a Sunday, on a Monday', '2026-11-23T01:00:00.000Z', true],
  ['an hour of the second window', '2026-11-18T12:30:00.000Z', true],
  ['an hour of neither', '2026-11-18T14:00:00.000Z', false],
] as const)('knows windows that cross midnight, and several: %s', (_, at, expected) => {
  const windows = [
    { days: [5, 7], from: '22:00', to: '06:00' },
    { days: [3], from: '12:00', to: '13:00' },
  ];
  expect(isInHours({ zone: 'Etc/UTC', windows }, at)).toBe(expected);
});
