import { describe, expect, it } from '@jest/globals';
import { plainText } from '../../../lambdas/core/values/text.ts';

describe('plainText', () => {
  it.each([
    ['  one\r\n\ttwo\u0085three  ', 'one two three'],
    ['pay\u202Eeloh\u202C now', 'payeloh now'],
    ['\u001b[31mred', '[31mred'],
    ['zero\u200bwi\u00addth\ufeff', 'zerowidth'],
    ['ur\u0001gent\u3164', 'urgent'],
    ['one \u200b two', 'one two'],
    ['half \ud83d done', 'half done'],
    ['größer 東京', 'größer 東京'],
    ['', ''],
  ])('makes one readable line of %j', (text, line) => {
    expect(plainText(text, 100)).toBe(line);
  });

  it('cuts between characters, never inside one', () => {
    expect(plainText('ab😀cd', 3)).toBe('ab😀');
    expect(plainText('ab cd', 3)).toBe('ab');
  });
});
