import { describe, expect, it } from '@jest/globals';

process.env['BENCH_ROUNDS'] = '2';
const { decideBench } = await import('../../bench/decide.ts');

describe('the bench of decisions', () => {
  it('measures four kinds of work, and claims something of each beside a reference, never of a time', async () => {
    const measures = await decideBench.run();
    expect(measures.map(({ what }) => what)).toEqual([
      'canonical JSON and hash of 50 rules, p50',
      ...['assess', 'countersign', 'execute', 'read the state, decide, hash'].flatMap((what) => [
        ...[`${what}, p50`, `${what}, p99`, `${what}, p50 to that of the hash`],
      ]),
    ]);
    expect(measures.every(({ value }) => value > 0)).toBe(true);
    expect(measures.filter(({ atMost }) => atMost !== undefined).map(({ unit }) => unit)).toEqual(Array(4).fill('x'));
  });
});
