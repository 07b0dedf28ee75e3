import { describe, expect, it } from '@jest/globals';
import { FREEZE_AFTER, freezeAfter, isHeldUp } from '../../../lambdas/core/recovery/freeze.ts';
import { ACTIONS } from '../../../lambdas/core/registry/account.ts';
import type { Touch } from '../../../lambdas/core/risk/facts.ts';
import { PROVED, proves, stops } from '../../support/deeds.ts';
import { ACTORS, NOW, registered } from '../../support/fixtures.ts';
import { given, type Past } from '../../support/specification.ts';
import { ago } from '../risk/risk-facts.ts';

const MONTH = 30 * 86_400;
type Adverse = Parameters<typeof freezeAfter>[1];
const now = (what: Touch['what'] = 'proof-failed', recovery = 'rec-now'): Adverse => ({ what, at: NOW, recovery });
const freezes = (history: readonly Touch[], one = now()): boolean =>
  freezeAfter(registered(undefined, { history }), one).some(({ type }) => type === 'AccountFrozen');
const of = (recovery: string, touch: Touch): Touch => ({ ...touch, recovery });

describe('an account is frozen (rule 10)', () => {
  it(`by adverse touch number ${FREEZE_AFTER} within 30 days, to the second`, () => {
    const recent = of('rec-1', ago(60, 'proof-failed'));
    expect(freezes([recent])).toBe(false);
    expect(freezes([recent, of('rec-2', ago(MONTH, 'proof-repudiated'))])).toBe(true);
    expect(freezes([recent, of('rec-2', ago(MONTH + 1, 'proof-repudiated'))])).toBe(false);
  });

  it.each(['proof-failed', 'proof-repudiated', 'suspected'] as const)('by `%s` as by any other', (what) => {
    expect(freezes([of('rec-1', ago(1, what)), of('rec-2', ago(2, 'guesses-failed'))])).toBe(true);
  });

  it('by nothing but what is adverse', () => {
    const others = (['refused', 'opened', 'rejected', 'stopped', 'granted'] as const).map((what, index) =>
      of(`rec-${index}`, ago(index + 1, what)),
    );
    expect(freezes(others)).toBe(false);
  });

  it('never by guesses alone, however many: whoever merely has a link locks nobody out', () => {
    const guesses = Array.from({ length: 16 }, (_, index) => of(`rec-${index}`, ago(index + 1, 'guesses-failed')));
    expect(freezes(guesses, now('guesses-failed'))).toBe(false);
    expect(freezes(guesses, now('suspected'))).toBe(true);
  });

  it('by one recovery once, whatever was adverse in it', () => {
    const twice = [of('rec-now', ago(1, 'guesses-failed')), of('rec-now', ago(2, 'proof-failed'))];
    expect(freezes(twice, now('suspected'))).toBe(false);
  });

  it('not again', () => {
    const history = [of('rec-1', ago(1, 'proof-failed')), of('rec-2', ago(2, 'proof-failed'))];
    const freeze = { at: NOW, cause: 'before' };
    expect(freezeAfter(registered(undefined, { history, freeze }), now())).toEqual([]);
  });

  it('for everything but what only takes access away', () => {
    const freeze = { at: NOW, cause: 'three times' };
    const free = ACTIONS.filter((action) => !isHeldUp({ freeze }, action));
    expect(free).toEqual(['revoke-sessions']);
    expect(ACTIONS.some((action) => isHeldUp({ freeze: null }, action))).toBe(false);
  });

  it('by a stop as suspected and by a failed proof alike, and by no other stop', () => {
    const history = [of('rec-a', ago(1, 'proof-failed')), of('rec-b', ago(2, 'suspected'))];
    const before: Past[] = [(world) => ({ ...world, state: { ...world.state, history } }), ...PROVED];
    given(...before)
      .when(stops(ACTORS.jane, 'suspected-impersonation'))
      .thenHappens({ type: 'RecoveryStopped', cause: 'suspected-impersonation' }, { type: 'AccountFrozen' });
    given(...before)
      .when(stops(ACTORS.jane, 'withdrawn'))
      .thenHappens({ type: 'RecoveryStopped' });
    given(...before)
      .when(proves(ACTORS.verifier, 'live-video', 'failed'))
      .thenHappens({ type: 'ProofRecorded' }, { type: 'RecoveryRefused' }, { type: 'AccountFrozen' });
  });
});
