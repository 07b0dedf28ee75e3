import { describe, expect, it } from '@jest/globals';
import { holds, percentile, spread, table, tail, timed } from '../../bench/measure.ts';

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

describe('a claim about the tail', () => {
  it('is made for the middle round', () => {
    expect(
      tail(
        'x',
        [
          [1, 2, 900],
          [1, 1, 1],
          [3, 4, 5],
        ],
        10,
      ),
    ).toEqual([
      { what: 'x, p50', value: 2, unit: 'µs' },
      { what: 'x, p99', value: 5, unit: 'µs', atMost: 10 },
    ]);
  });
});

describe('a claim', () => {
  it('holds up to its bound, and where there is none', () => {
    expect(holds({ what: 'x', value: 40, unit: 'ms', atMost: 40 })).toBe(true);
    expect(holds({ what: 'x', value: 40.1, unit: 'ms', atMost: 40 })).toBe(false);
    expect(holds({ what: 'x', value: 1e9, unit: 'ms' })).toBe(true);
  });

  it('is made for the middle of the samples', () => {
    expect(spread('x', [1, 2, 900], 10)).toEqual([
      { what: 'x, p50', value: 2, unit: 'µs', atMost: 10 },
      { what: 'x, p99', value: 900, unit: 'µs' },
    ]);
  });

  it('is seen to be missed', () => {
    const lines = table([
      { what: 'size', value: 500, unit: 'KiB', atMost: 450 },
      { what: 'import', value: 30, unit: 'ms', atMost: 40 },
    ]).split('\n');
    expect(lines[0]).toMatch(/size +500\.0 KiB {2}\(at most 450, MISSED\)/);
    expect(lines[1]).toMatch(/import +30\.0 ms {2}\(at most 40\)$/);
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
