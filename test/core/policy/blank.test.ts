import { describe, expect, it } from '@jest/globals';
import { isBlank } from '../../../lambdas/core/policy/blank.ts';

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
