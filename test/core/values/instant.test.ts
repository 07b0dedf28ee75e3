import { describe, expect, it } from '@jest/globals';
import { plusSeconds, secondsUntil } from '../../../lambdas/core/values/instant.ts';

const NOON = '2026-11-20T12:00:00.000Z';

describe('plusSeconds', () => {
  it('goes on and back, over days', () => {
    expect(plusSeconds(NOON, 43_200)).toBe('2026-11-21T00:00:00.000Z');
    expect(plusSeconds(NOON, -1)).toBe('2026-11-20T11:59:59.000Z');
  });

  it('orders as text like in time', () => {
    const moments = [0, 1, 59, 3600, 86_400, 40 * 86_400].map((seconds) => plusSeconds(NOON, seconds));
    expect([...moments].sort()).toEqual(moments);
  });
});

describe('secondsUntil', () => {
  it('rounds up, so that a wait is never too short', () => {
    expect(secondsUntil(NOON, '2026-11-20T12:00:01.001Z')).toBe(2);
    expect(secondsUntil(NOON, '2026-11-20T12:00:01.000Z')).toBe(1);
  });

  it('is never below the least', () => {
    expect(secondsUntil(NOON, NOON)).toBe(0);
    expect(secondsUntil(NOON, plusSeconds(NOON, -60))).toBe(0);
    expect(secondsUntil(NOON, plusSeconds(NOON, -60), 1)).toBe(1);
  });
});
