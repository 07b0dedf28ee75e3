import { describe, expect, it } from '@jest/globals';
import {
  combinations,
  isSatisfied,
  leavesOf,
  type Requirement,
  type Ways,
} from '../../../lambdas/core/values/requirement.ts';

/** Pieces are words; a leaf asks for a letter that the word has. */
const letter = (leaf: string): Requirement<string> => ({ leaf });
const waysToSpell: Ways<string, string> = (leaf, free) =>
  free.filter((word) => word.includes(leaf)).map((word) => [word]);
const isMet = (requirement: Requirement<string>, ...words: string[]) =>
  isSatisfied(requirement, words, { ways: waysToSpell });

describe('isSatisfied', () => {
  it('needs a piece for a leaf', () => {
    expect(isMet(letter('a'), 'ab')).toBe(true);
    expect(isMet(letter('a'), 'b')).toBe(false);
    expect(isMet(letter('a'))).toBe(false);
  });

  it('needs another piece for each of all', () => {
    const both = { all: [letter('a'), letter('b')] };
    expect(isMet(both, 'ab')).toBe(false);
    expect(isMet(both, 'ab', 'a')).toBe(true);
    expect(isMet(both, 'ab', 'c')).toBe(false);
  });

  it('uses a piece that fits twice where it helps', () => {
    expect(isMet({ all: [letter('a'), letter('b'), letter('c')] }, 'abc', 'ab', 'a')).toBe(true);
    expect(isMet({ all: [letter('c'), letter('b'), letter('a')] }, 'a', 'ab', 'abc')).toBe(true);
  });

  it('needs as many of any as it says', () => {
    const twoOf = { any: [letter('a'), letter('b'), letter('c')], of: 2 };
    expect(isMet(twoOf, 'a')).toBe(false);
    expect(isMet(twoOf, 'a', 'c')).toBe(true);
  });

  it('nests', () => {
    const nested = { all: [letter('a'), { any: [{ all: [letter('b'), letter('b')] }, letter('c')], of: 1 }] };
    expect(isMet(nested, 'a', 'b')).toBe(false);
    expect(isMet(nested, 'a', 'b', 'b2')).toBe(true);
    expect(isMet(nested, 'a', 'c')).toBe(true);
  });

  it.each([
    ['something is left that nobody could satisfy', { a: 12 }, { a: 11, z: 1 }],
    ['the pieces are too few', { a: 11 }, { a: 12 }],
    ['they are enough, and not of the right kind', { a: 9, b: 3 }, { a: 8, b: 4 }],
  ])('gives up soon where %s', (_, have, need) => {
    let asked = 0;
    const counting: Ways<string, string> = (leaf, free) => {
      asked += 1;
      return waysToSpell(leaf, free);
    };
    const spell = <T>(counts: Record<string, number>, make: (name: string, index: number) => T): T[] =>
      Object.entries(counts).flatMap(([name, count]) => Array.from({ length: count }, (_, index) => make(name, index)));
    const all = spell(need, letter);
    const crowd = spell(have, (name, index) => `${name}${index}`);
    expect(isSatisfied({ all }, crowd, { ways: counting })).toBe(false);
    expect(asked).toBeLessThan(50_000);
  });
});

describe('combinations', () => {
  it('are every choice, once', () => {
    expect(combinations(['a', 'b', 'c'], 2)).toEqual([
      ['a', 'b'],
      ['a', 'c'],
      ['b', 'c'],
    ]);
  });

  it('are one of nothing, and none of more than there are', () => {
    expect(combinations(['a'], 0)).toEqual([[]]);
    expect(combinations(['a'], 2)).toEqual([]);
  });
});

describe('leavesOf', () => {
  it('finds them at any depth', () => {
    expect(leavesOf({ all: [letter('a'), { any: [letter('b'), { all: [letter('c')] }], of: 1 }] })).toEqual([
      'a',
      'b',
      'c',
    ]);
  });
});
