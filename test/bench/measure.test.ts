import { describe, expect, it } from '@jest/globals';
import { exitCodeOf, holds, leastRatio, percentile, ratio, table, timed } from '../../bench/measure.ts';

describe('percentile', () => {
  const samples = Array.from({ length: 100 }, (_, index) => 100 - index);

  it.each([
    [0.5, 50],
    [0.99, 99],
    [1, 100],
    [0, 1],
  ])('gives at %d the sample with as many below it', (share, value) => {
    expect(percentile(samples, share)).toBe(value);
  });

  it('refuses to make a number of nothing', () => {
    expect(() => percentile([], 0.5)).toThrow(RangeError);
  });
});

describe('a ratio', () => {
  it('is taken round by round, so that a slow round counts for nothing', () => {
    expect(ratio([10, 90, 12], [10, 100, 10])).toBe(1);
    expect(ratio([10, 10, 10], [20, 5, 20])).toBe(0.5);
  });

  it.each([
    [[1, 2], [1]],
    [[], []],
  ])('is not made of rounds that do not pair: %j, %j', (rounds, reference) => {
    expect(() => ratio(rounds, reference)).toThrow(RangeError);
  });
});

describe('a ratio of the fastest', () => {
  it('counts for nothing what was slowed down, on either side', () => {
    expect(leastRatio([90, 12, 40], [30, 10, 10])).toBe(1.2);
  });

  it('is not made of nothing', () => {
    expect(() => leastRatio([], [1])).toThrow(RangeError);
    expect(() => leastRatio([1], [])).toThrow(RangeError);
  });
});

describe('a claim', () => {
  it('holds up to its bound, and where there is none', () => {
    expect(holds({ what: 'x', value: 0.8, unit: 'x', atMost: 0.8 })).toBe(true);
    expect(holds({ what: 'x', value: 0.81, unit: 'x', atMost: 0.8 })).toBe(false);
    expect(holds({ what: 'x', value: 1e9, unit: 'ms' })).toBe(true);
  });

  it('makes the exit code 1 when one of many is missed', () => {
    const kept = { what: 'x', value: 1, unit: 'x', atMost: 1 } as const;
    expect(exitCodeOf([kept, { what: 'y', value: 9, unit: 'ms' }])).toBe(0);
    expect(exitCodeOf([kept, { ...kept, value: 1.01 }, kept])).toBe(1);
  });

  it('is seen to be missed', () => {
    const lines = table([
      { what: 'size', value: 500, unit: 'KiB', atMost: 450 },
      { what: 'import', value: 0.744, unit: 'x', atMost: 0.8 },
    ]).split('\n');
    expect(lines[0]).toMatch(/size +500\.0 KiB {2}\(at most 450, MISSED\)/);
    expect(lines[1]).toMatch(/import +0\.74 x {2}\(at most 0\.8\)$/);
  });

  it('gives a name that is too long for a line its own, and the others keep their column', () => {
    const long = 'a right of a role, with what it is on and its condition '.repeat(5);
    const [first = '', name = '', second = ''] = table([
      { what: 'size', value: 500, unit: 'KiB' },
      { what: long, value: 0, unit: 'unproved', atMost: 0 },
    ]).split('\n');
    expect([first, name]).toEqual(['  size      500.0 KiB', `  ${long}`]);
    expect(second.indexOf('0 unproved')).toBe(first.indexOf(' KiB') - 1);
  });
});

describe('timed', () => {
  it('measures every run but those that warm it up', () => {
    let runs = 0;
    const samples = timed(() => {
      runs += 1;
    }, 50);
    expect([samples.length, runs]).toEqual([50, 100]);
    expect(samples.every((sample) => sample >= 0)).toBe(true);
  });
});
