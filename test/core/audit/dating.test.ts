import { expect, it } from '@jest/globals';
import { misdating } from '../../../lambdas/core/audit/dating.ts';

const WRITTEN = Date.parse('2026-11-20T10:00:00.000Z');

it.each([
  ['2026-11-20T10:00:00.999Z', undefined],
  ['2026-11-20T10:01:00.000Z', undefined],
  ['2026-11-20T10:01:00.001Z', 'dated later than it was written'],
  ['2099-01-01T00:00:00.000Z', 'dated later than it was written'],
  ['2026-11-20T09:44:00.000Z', undefined],
  ['2026-11-20T09:43:59.999Z', 'dated long before it was written'],
  ['2020-01-01T00:00:00.000Z', 'dated long before it was written'],
])('a commit that says %s is %s', (at, how) => {
  expect(misdating(at, WRITTEN)).toBe(how);
});
