import { describe, expect, it } from '@jest/globals';
import { absolute, duration, moment, relative } from '../../../../bin/cli/text/times.ts';
import { at, NOW } from '../../../support/fixtures.ts';

describe('times in words', () => {
  it.each([
    [0, '0 seconds'],
    [1, '1 second'],
    [90, '1 minute 30 seconds'],
    [3600, '1 hour'],
    [3605, '1 hour'],
    [5400, '1 hour 30 minutes'],
    [90_061, '1 day 1 hour'],
  ])('calls %i seconds %s', (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });

  it.each([
    [-7199, '1 hour ago'],
    [-1, '1 second ago'],
    [0, 'just now'],
    [59, 'in 59 seconds'],
    [172_800, 'in 2 days'],
  ])('calls %i seconds from now %s', (seconds, words) => {
    expect(relative(at(seconds), NOW)).toBe(words);
  });

  it('shows both, in UTC, and what is no time as it is', () => {
    expect(moment('2026-11-20T11:00:00.000+02:00', NOW)).toBe('2026-11-20 09:00:00 UTC (1 hour ago)');
    expect(absolute('yesterday')).toBe('yesterday');
  });
});
