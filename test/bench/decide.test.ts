import { describe, expect, it } from '@jest/globals';
import { decideBench } from '../../bench/decide.ts';

describe('the bench of decisions', () => {
  it('measures four kinds of work, each with a middle and a tail', async () => {
    const measures = await decideBench.run();
    expect(measures.map(({ what }) => what)).toEqual(
      ['assess', 'countersign', 'execute', 'read the state, decide, hash'].flatMap((what) => [
        `${what}, p50`,
        `${what}, p99`,
      ]),
    );
    expect(measures.every(({ value }) => value > 0)).toBe(true);
  });
});
