import { describe, expect, it } from '@jest/globals';
import { FIRST_WORDS, SECOND_WORDS, wordsFrom } from '../../../lambdas/core/proofing/words.ts';
import { digestOf, sha256 } from '../../../lambdas/core/values/hash.ts';

describe.each([
  ['first', FIRST_WORDS],
  ['second', SECOND_WORDS],
])('the %s list', (_, words) => {
  it('has a word for each byte, all different, short and in plain letters', () => {
    expect(words).toHaveLength(256);
    expect(new Set(words).size).toBe(256);
    expect(words.filter((word) => !/^[a-z]{3,8}$/.test(word))).toEqual([]);
  });
});

describe('two words', () => {
  it('follow from the first two bytes of a digest, one from each list', () => {
    expect(wordsFrom('00ff')).toEqual([FIRST_WORDS[0], SECOND_WORDS[255]]);
  });

  it('never come twice, once from each list', () => {
    expect(FIRST_WORDS.filter((word) => SECOND_WORDS.includes(word))).toEqual([]);
  });

  it('use both lists whole, and tell thousands of recoveries apart', () => {
    const told = Array.from({ length: 8192 }, (_, index) => wordsFrom(sha256(`rec-${index}`)));
    expect(new Set(told.map(([first]) => first)).size).toBe(256);
    expect(new Set(told.map(([, second]) => second)).size).toBe(256);
    // Of 8,192 pairs drawn from 65,536 about 7,700 differ.
    expect(new Set(told.map((pair) => pair.join(' '))).size).toBeGreaterThan(7500);
  });

  it('stay the same from one version to the next', () => {
    expect(digestOf([FIRST_WORDS, SECOND_WORDS])).toBe(
      '0e5ac62882e3eb50e6ab3516f356102a4d3095a9588e8063b4eb999212b011bc',
    );
  });
});
