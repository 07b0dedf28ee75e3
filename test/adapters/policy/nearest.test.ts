import { describe, expect, it } from '@jest/globals';
import { namesAt, nearest } from '../../../lambdas/adapters/policy/nearest.ts';
import { spelledPolicy } from '../../../lambdas/adapters/policy/spelling.ts';

describe('the name that was meant', () => {
  const known = ['require', 'when', 'deny', 'control', 'coolingOff', 'id'];

  it.each([
    ['requires', 'require'],
    ['requre', 'require'],
    ['wehn', undefined],
    ['whem', 'when'],
    ['cooling-off', 'coolingOff'],
    ['Deny', 'deny'],
    ['if', undefined],
    ['unless', undefined],
    ['', undefined],
    ['require', 'require'],
  ])('`%s` is most likely %s', (name, meant) => {
    expect(nearest(name, known)).toBe(meant);
  });

  it('is the nearest of several', () => {
    expect(nearest('tiers', ['times', 'tier'])).toBe('tier');
  });
});

describe('the names that a schema knows', () => {
  it.each<[readonly PropertyKey[], string]>([
    [[], 'controls'],
    [['rules', 3], 'require'],
    [['rules', 3, 'when'], 'riskAtLeast'],
    [['rules', 3, 'require'], 'proofWindow'],
    [['exceptions', 0, 'scope'], 'account'],
  ])('are those of the place %j', (path, name) => {
    expect(namesAt(spelledPolicy, path)).toContain(name);
  });

  it.each<[readonly PropertyKey[]]>([[['rules']], [['name']], [['rules', 0, 'require', 'proofs']], [['nothing', 0]]])(
    'are none at %j',
    (path) => {
      expect(namesAt(spelledPolicy, path)).toEqual([]);
    },
  );
});
