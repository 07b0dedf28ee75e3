import { describe, expect, it } from '@jest/globals';
import { signingBench } from '../../bench/signing.ts';

describe('the bench of signatures', () => {
  it('says what verifying and signing cost beside the same command without them, and claims a ratio of each', async () => {
    const measures = await signingBench.run();
    const claimed = measures.filter(({ atMost }) => atMost !== undefined);
    expect(claimed.map(({ what }) => what)).toEqual([
      'verify the signature of the head, p50 to that of the command',
      'verify everything of the head, p50 to that of the command',
      'sign, as the local KMS could at best, p50 to that of the command',
    ]);
    expect(measures.every(({ value }) => value > 0)).toBe(true);
    expect(claimed.every(({ unit }) => unit === 'x')).toBe(true);
  });
});
