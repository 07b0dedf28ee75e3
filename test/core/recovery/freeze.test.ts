import { expect, it } from '@jest/globals';
import { FREEZE_AFTER, freezeAfter } from '../../../lambdas/core/recovery/freeze.ts';
import type { Touch } from '../../../lambdas/core/risk/facts.ts';
import { NOW, registered } from '../../support/fixtures.ts';
import { ago } from '../risk/risk-facts.ts';

const MONTH = 30 * 86_400;
const freezes = (...history: readonly Touch[]): boolean =>
  freezeAfter(registered(undefined, { history }), NOW).some(({ type }) => type === 'AccountFrozen');

it(`freezes with adverse proof number ${FREEZE_AFTER} within 30 days, to the second`, () => {
  expect(freezes(ago(60, 'proof-failed'))).toBe(false);
  expect(freezes(ago(60, 'proof-failed'), ago(MONTH, 'proof-repudiated'))).toBe(true);
  expect(freezes(ago(60, 'proof-failed'), ago(MONTH + 1, 'proof-repudiated'))).toBe(false);
});

it('counts nothing but adverse proofs', () => {
  expect(freezes(ago(1, 'refused'), ago(2, 'opened'), ago(3, 'rejected'), ago(4, 'stopped'), ago(5, 'granted'))).toBe(
    false,
  );
});

it('does not freeze what is frozen', () => {
  const history = [ago(1, 'proof-failed'), ago(2, 'proof-failed')];
  const freeze = { at: NOW, cause: 'before' };
  expect(freezeAfter(registered(undefined, { history, freeze }), NOW)).toEqual([]);
});
