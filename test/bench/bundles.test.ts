import { describe, expect, it } from '@jest/globals';
import { compared, REFERENCES } from '../../bench/bundles.ts';
import { exitCodeOf } from '../../bench/measure.ts';

const [byDefault, likeOurs] = REFERENCES.map(({ as }) => as);
const KIB = 1024;

/** One function beside references that take 100 and 50 ms at their fastest. */
const oneFunction = (name: 'close' | 'requester', { kib = 400, times = [50] }: { kib?: number; times?: number[] }) =>
  compared(
    new Map([[name, kib * KIB]]),
    new Map([
      [byDefault ?? '', [100, 130]],
      [likeOurs ?? '', [75, 50]],
      [name, times],
    ]),
  );

describe('the bench of bundles', () => {
  it('claims of each function its size, and its import beside both references', () => {
    expect(oneFunction('close', {}).map(({ what, value, atMost }) => [what, value, atMost])).toEqual([
      ['an SDK client bundled by default, import', 100, undefined],
      ['an SDK client bundled like ours, import', 50, undefined],
      ['close, size', 400, 500],
      ['close, import, to an SDK client bundled by default', 0.5, 0.8],
      ['close, import, to an SDK client bundled like ours', 1, 1.15],
    ]);
  });

  it.each([
    ['as fast as it may be', 'close', { times: [90, 57.5] }, 0],
    ['slower than the client like ours', 'close', { times: [58, 90] }, 1],
    ['slower than the client by default', 'close', { times: [81] }, 1],
    ['as large as it may be', 'close', { kib: 500 }, 0],
    ['larger', 'close', { kib: 500.1 }, 1],
    ['larger, with passkeys', 'requester', { kib: 910 }, 0],
    ['larger than that, with passkeys', 'requester', { kib: 910.1 }, 1],
  ] as const)('exits for a function that is %s with the code for it', (_, name, measured, code) => {
    expect(
      exitCodeOf(oneFunction(name, { ...measured, times: [...('times' in measured ? measured.times : [50])] })),
    ).toBe(code);
  });
});
