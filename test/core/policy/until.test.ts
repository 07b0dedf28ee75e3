import { describe, expect, it } from '@jest/globals';
import { untilInWords } from '../../../lambdas/core/policy/until.ts';

describe('the end of an exception', () => {
  it.each([
    ['2027-01-01T00:00:00.000Z', 'the end of 2026-12-31 UTC'],
    ['2028-03-01T00:00:00.000Z', 'the end of 2028-02-29 UTC'],
    ['2026-12-31T17:00:00.000Z', '2026-12-31 17:00:00 UTC'],
    ['2027-01-01T00:00:01.000Z', '2027-01-01 00:00:01 UTC'],
  ])('%s is %s', (until, words) => {
    expect(untilInWords(until)).toBe(words);
  });
});
