import { describe, expect, it } from '@jest/globals';
import type { PolicyException } from '../../../lambdas/core/policy/policy.ts';
import { setsInForce } from '../../../lambdas/core/policy/together.ts';
import { at, NOW } from '../../support/fixtures.ts';

const exception = (id: string, ends: number, account?: readonly string[]): PolicyException => ({
  ...{ id, control: 'c-1', owner: 'o', reason: 'r', until: at(ends), waives: ['r'] },
  scope: account === undefined ? { kind: ['human'] } : { account },
});
const sets = (...exceptions: readonly PolicyException[]) =>
  setsInForce(exceptions, NOW).map(({ account, exceptions: met }) => [met.map(({ id }) => id).join(), account]);

describe('setsInForce', () => {
  it('is each alone and all that meet on an account, whichever of its accounts that is', () => {
    expect(sets(exception('a', 60, ['x:1', 'x:2']), exception('b', 60, ['x:3', 'x:2']))).toEqual([
      ['a', 'x:1'],
      ['b', 'x:3'],
      ['a,b', 'x:2'],
    ]);
  });

  it('is what is left when others have ended', () => {
    const met = sets(exception('a', 60), exception('b', 60), exception('c', 30)).map(([ids]) => ids);
    expect(met).toEqual(['a', 'b', 'c', 'a,b,c', 'a,b']);
  });

  it('leaves out what has ended, and those that never meet', () => {
    expect(sets(exception('a', 0), exception('b', 1, ['x:1']), exception('c', 1, ['x:2']))).toEqual([
      ['b', 'x:1'],
      ['c', 'x:2'],
    ]);
  });

  it('is no more for accounts that the same exceptions name', () => {
    const many = Array.from({ length: 1000 }, (_, index) => `x:${index}`);
    expect(sets(exception('a', 60, many), exception('b', 60))).toHaveLength(3);
  });
});
