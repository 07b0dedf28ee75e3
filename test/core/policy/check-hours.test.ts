import { expect, it } from '@jest/globals';
import { checkHours } from '../../../lambdas/core/policy/check-hours.ts';

const HOURS = { zone: 'Europe/Zurich', days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' };

it.each([
  ['none', undefined],
  ['a week of work', HOURS],
  ['every hour there is', { ...HOURS, days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
])('takes %s', (_, hours) => {
  expect(checkHours(hours)).toEqual([]);
});

it.each([
  ['a zone that nobody knows', { zone: 'Europe/Atlantis' }, ['zone']],
  ['no day', { days: [] }, ['days']],
  ['a day twice', { days: [1, 1] }, ['days']],
  ['an eighth day', { days: [8] }, ['days']],
  ['a time that is none', { from: '8:00', to: '24:01' }, ['from', 'to']],
  ['an end before the beginning', { from: '18:00', to: '08:00' }, ['to']],
  ['no time at all', { from: '08:00', to: '08:00' }, ['to']],
])('refuses %s', (_, over, names) => {
  expect(checkHours({ ...HOURS, ...over }).map(({ path }) => path)).toEqual(names.map((name) => ['hours', name]));
});
