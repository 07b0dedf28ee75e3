import { describe, expect, it } from '@jest/globals';
import { answeredInTime, LOOKS } from '../../../lambdas/adapters/https/late-key.ts';

describe('a new key that an issuer does not know yet', () => {
  const world = (knownAt: number) => {
    const told: string[] = [];
    const pause = async () => {
      told.push('pause');
    };
    const isKnown = async () => {
      told.push('look');
      return told.filter((one) => one === 'look').length >= knownAt ? 'known' : undefined;
    };
    return { told, known: (looks: number) => answeredInTime({ looks, pause }, isKnown) };
  };

  it('is asked for until it is known, and not longer', async () => {
    const { told, known } = world(3);
    expect(await known(5)).toBe('known');
    expect(told).toEqual(['look', 'pause', 'look', 'pause', 'look']);
  });

  it('is given up after so many looks: the next attempt may find it', async () => {
    const { told, known } = world(9);
    await expect(known(2)).rejects.toMatchObject({ code: 'key-not-yet-valid', retryable: true });
    expect(told).toEqual(['look', 'pause', 'look']);
  });

  it('is asked for for less than a step of a rotation takes at most', () => {
    expect(LOOKS.looks * 2).toBeLessThanOrEqual(20);
  });
});
