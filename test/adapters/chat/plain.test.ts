import { describe, expect, it } from '@jest/globals';
import { plain } from '../../../lambdas/adapters/chat/plain.ts';

describe('plain text', () => {
  it.each([
    ['  two \t lines\r\n here ', 99, 'two lines here'],
    ['\u202Eabc\u202C \u200Fx\u061C', 99, 'abc x'],
    ['\u{E0041}\u{E0042}a\uFEFFb\uFFA0', 99, 'a b'],
    ['👩‍💻 ok', 99, '👩 💻 ok'],
    ['abcdef', 6, 'abcdef'],
    ['abcdefg', 6, 'abcde…'],
    ['😀😀😀😀', 3, '😀😀…'],
    ['größer 客户', 99, 'größer 客户'],
    ['\uD800x', 99, 'x'],
  ])('%j within %d', (text, most, line) => {
    expect(plain(text, most)).toBe(line);
  });
});
