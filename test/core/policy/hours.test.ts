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
