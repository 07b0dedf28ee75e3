import { describe, expect, it } from '@jest/globals';
import { isDrained, liveThreats } from '../../../../lambdas/core/recovery/state/warnings.ts';
import type { Threat } from '../../../../lambdas/core/risk/facts.ts';

const NOW = '2026-03-02T10:00:00.000Z';

const threat = (changed: Partial<Threat>): Threat => ({
  id: 't1',
  desk: null,
  until: '2026-03-02T10:00:00.001Z',
  reason: 'calls from abroad',
  drain: false,
  by: 'olga',
  at: '2026-03-02T09:00:00.000Z',
  loweredBy: null,
  ...changed,
});

describe('a threat level', () => {
  it('lives before its end, and no longer at its end', () => {
    const [live, ended] = [threat({}), threat({ id: 't2', until: NOW })];
    expect(liveThreats([live, ended], NOW)).toEqual([live]);
  });

  it('drains the deployment while it lives and says so', () => {
    expect(isDrained([threat({})], NOW)).toBe(false);
    expect(isDrained([threat({ drain: true })], NOW)).toBe(true);
    expect(isDrained([threat({ drain: true, until: NOW })], NOW)).toBe(false);
  });
});
