import { describe, expect, it } from '@jest/globals';
import { no, type Result, yes } from '../../../lambdas/core/values/result.ts';

const half = (count: number): Result<number, string> => (count % 2 === 0 ? yes(count / 2) : no(`\`${count}\` is odd`));

describe('a result', () => {
  it('is a value, or why there is none, and never both', () => {
    expect(half(4)).toEqual({ ok: true, value: 2 });
    expect(half(3)).toEqual({ ok: false, no: '`3` is odd' });
  });
});
