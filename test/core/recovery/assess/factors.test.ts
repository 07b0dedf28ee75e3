import { expect, it } from '@jest/globals';
import { EVERY_FACTOR, isEveryFactorAtOnce } from '../../../../lambdas/core/recovery/assess/factors.ts';
import { ACTIONS, type Action, TIERS, type Tier } from '../../../../lambdas/core/registry/account.ts';

const GIVING_PASSES = ['reset-mfa', 'temporary-access'] as const;
const heldUp = (performs: readonly string[]): readonly (readonly [Action, Tier])[] =>
  ACTIONS.flatMap((action) => TIERS.map((tier) => [action, tier] as const)).filter(([action, tier]) =>
    isEveryFactorAtOnce(action, tier, performs),
  );

it('holds up a reset of all factors above the standard tier alone, and only where a pass can be given (rule 15)', () => {
  expect(heldUp(GIVING_PASSES)).toEqual([
    ['reset-mfa', 'privileged'],
    ['reset-mfa', 'critical'],
  ]);
  expect(heldUp(['reset-mfa'])).toEqual([]);
  expect(EVERY_FACTOR).toContain('`temporary-access`');
});
