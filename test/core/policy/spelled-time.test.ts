import { describe, expect, it } from '@jest/globals';
import { spelledTime } from '../../../lambdas/core/policy/spelled-time.ts';

describe('a time as a policy spells it', () => {
  it.each([
    [691_200, '8d'],
    [604_801, '604801s'],
    [90_000, '25h'],
    [5400, '90m'],
    [45, '45s'],
    [0, '0s'],
    [-60, '-1m'],
  ])('%i seconds are `%s`', (seconds, spelled) => {
    expect(spelledTime(seconds)).toBe(spelled);
  });
});
