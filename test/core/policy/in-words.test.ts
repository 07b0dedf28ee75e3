import { describe, expect, it } from '@jest/globals';
import { isBlank, spelledTime, untilInWords } from '../../../lambdas/core/policy/in-words.ts';

describe('a time as a policy spells it', () => {
  it.each([
    [691_200, '8d'],
    [604_801, '604801s'],
    [90_000, '25h'],
    [5400, '90m'],
    [45, '45s'],
    [0, '0s'],
    [-60, '-1m'],
  ])('%i seconds are `%s`', (seconds, spelled) => {
    expect(spelledTime(seconds)).toBe(spelled);
  });
});

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

describe('isBlank', () => {
  it.each([
    ['nothing', ''],
    ['spaces', ' \t\u00a0'],
    ['a zero-width space', '\u200b'],
    ['a joiner between spaces', ' \u200d '],
    ['a byte order mark', '\ufeff'],
    ['a Hangul filler, which is a letter', '\u3164'],
    ['an empty Braille cell', '\u2800'],
    ['punctuation', '-- . --'],
  ])('is true of %s', (_, text) => {
    expect(isBlank(text)).toBe(true);
  });

  it.each(['head of identity', 'Ω', '管理者', '7', '\u200bx'])('is false of `%s`', (text) => {
    expect(isBlank(text)).toBe(false);
  });
});
