import { describe, expect, it } from '@jest/globals';
import {
  areWithin,
  isInRanges,
  joined,
  MOST_VOIDED,
  rangeOf,
  voidedOn,
  voidsStream,
} from '../../../lambdas/core/registry/voiding.ts';

const commit = (seq: number) => ({ seq, hash: 'h', row: 'r', flaw: 'signature-wrong' });

describe('a stream of voidings', () => {
  it('is named after the stream that it is for, and no other stream is one', () => {
    expect(voidedOn(voidsStream('secret:prod/db'))).toBe('secret:prod/db');
    for (const other of ['cognito:jane', 'registry:bootstrap', 'registry:voids'])
      expect(voidedOn(other)).toBeUndefined();
  });
});

describe('ranges of commits', () => {
  it('are those of a voiding, both ends included', () => {
    expect(rangeOf({ stream: 's', commits: [commit(4), commit(5)] })).toEqual({ from: 4, to: 5 });
    expect(isInRanges([rangeOf({ stream: 's', commits: [] })], 0)).toBe(false);
    expect([3, 4, 5, 6].map((seq) => isInRanges([{ from: 4, to: 5 }], seq))).toEqual([false, true, true, false]);
    expect(MOST_VOIDED).toBe(100);
  });

  it('are joined where one begins after another', () => {
    const single = [1, 2, 4].map((seq) => ({ from: seq, to: seq }));
    expect(joined(single)).toEqual([
      { from: 1, to: 2 },
      { from: 4, to: 4 },
    ]);
    expect(joined([])).toEqual([]);
  });

  it('lie within others where none reaches out of one, however large', () => {
    const passed = [{ from: 4, to: 6 }];
    expect(areWithin([{ from: 5, to: 6 }], passed)).toBe(true);
    for (const out of [
      { from: 3, to: 4 },
      { from: 6, to: 1e15 },
      { from: 6, to: 5 },
    ])
      expect(areWithin([out], passed)).toBe(false);
  });
});
