import { expect, it } from '@jest/globals';
import { isWithoutState } from '../../../../lambdas/core/recovery/evolve/without-state.ts';
import type { LedgerEvent } from '../../../../lambdas/core/recovery/state/events.ts';

const event = (one: LedgerEvent): LedgerEvent => one;

it('leaves nothing behind: what is only counted or alerted', () => {
  expect(isWithoutState(event({ type: 'ContainmentFailed', containment: 'c-1', code: 'unavailable' }))).toBe(true);
  expect(isWithoutState(event({ type: 'AccountFrozen', cause: 'it is in the state' }))).toBe(false);
});
