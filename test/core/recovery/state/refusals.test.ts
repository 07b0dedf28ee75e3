import { expect, it } from '@jest/globals';
import { REFUSALS } from '../../../../lambdas/core/recovery/state/refusals.ts';

it.each(Object.entries(REFUSALS))(
  '%s has a rule of the 21 where it has one, and words without an end',
  (code, { rule, says }) => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(says).toMatch(/^[a-z].*[^.]$/);
    if (rule !== null) expect([rule >= 1, rule <= 21, Number.isInteger(rule)]).toEqual([true, true, true]);
  },
);
