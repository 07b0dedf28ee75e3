import { describe, expect, it } from '@jest/globals';
import { FREEZE_AFTER, freezeAfter } from '../../../../lambdas/core/recovery/assess/freeze.ts';
import { isHeldUp } from '../../../../lambdas/core/recovery/state/state.ts';
import { ACTIONS } from '../../../../lambdas/core/registry/account.ts';
import type { Touch, Witness } from '../../../../lambdas/core/risk/facts.ts';
import { PROVED, proves, stops } from '../../../support/deeds.ts';
import { ACTORS, NOW, registered } from '../../../support/fixtures.ts';
import { given, type Past } from '../../../support/specification.ts';
import { ago } from '../../risk/risk-facts.ts';

const MONTH = 30 * 86_400;
type Adverse = Parameters<typeof freezeAfter>[1];
const person = (id: string, as: Witness['as'] = 'person'): Witness => ({ id: `person:${id}`, as });
const now = (what: Touch['what'] = 'proof-failed', by = person('vera'), recovery = 'rec-now'): Adverse => ({
  ...{ what, at: NOW, recovery, by },
});
const freezes = (history: readonly Touch[], one = now()): boolean =>
  freezeAfter(registered(undefined, { history }), one).some(({ type }) => type === 'AccountFrozen');
const of = (recovery: string, touch: Touch): Touch => ({ by: person('anna'), ...touch, recovery });

/** A suspicion of an hour ago, about a recovery of its own. */
const suspects = (by: Witness, recovery: string): Touch => of(recovery, ago(3600, 'suspected', { by }));

describe('an account is frozen by suspicion (rule 10)', () => {
  const [anna, boris, clara] = [person('anna'), person('boris'), person('clara')];
  const duty = person('dora', 'on-duty');
  const robot = person('robot', 'machine');
  const three = (one: Witness, two: Witness, last: Witness) =>
    freezes([suspects(one, 'rec-1'), suspects(two, 'rec-2')], now('suspected', last));

  it('of three people', () => {
    expect(three(anna, boris, clara)).toBe(true);
  });

  it.each([
    ['never of one person, in however many recoveries', anna, anna, anna],
    ['nor of two, of whom one speaks twice', anna, boris, anna],
    ['never of a machine', robot, robot, robot],
    ['nor of people of whom one is a machine', anna, robot, boris],
    [
      'never of whoever has links, on however many pages',
      { id: 'page', as: 'person' },
      person('anna'),
      { id: 'page', as: 'person' },
    ],
  ] as const)('%s', (_, one, two, last) => {
    expect(three(one, two, last)).toBe(false);
  });

  it('of one person on duty, whose word counts for each recovery: containment is their part', () => {
    expect(three(duty, duty, duty)).toBe(true);
    expect(three(duty, duty, anna)).toBe(true);
    expect(three(anna, duty, duty)).toBe(true);
    expect(freezes([suspects(duty, 'rec-1'), suspects(duty, 'rec-1')], now('suspected', duty))).toBe(false);
  });

  it('with failed proofs, where they are not all the word of one person', () => {
    const failed = (by: Witness) => ['rec-1', 'rec-2'].map((recovery) => of(recovery, ago(60, 'proof-failed', { by })));
    expect(freezes(failed(anna), now('suspected', anna))).toBe(false);
    expect(freezes(failed(anna), now('suspected', boris))).toBe(true);
    expect(freezes(failed(anna), now('suspected', robot))).toBe(false);
    expect(freezes(failed(anna), now('proof-failed', anna))).toBe(false);
    expect(freezes(failed(anna), now('proof-repudiated', anna))).toBe(false);
    expect(freezes(failed(anna), now('proof-failed', boris))).toBe(true);
    expect(freezes(failed(anna), now('proof-failed', duty))).toBe(true);
  });

  it('of others all the same, where a machine suspected the same recoveries first', () => {
    const shadowed = [anna, boris].flatMap((by, index) => [
      suspects(robot, `rec-${index}`),
      suspects(by, `rec-${index}`),
    ]);
    expect(freezes(shadowed, now('suspected', clara))).toBe(true);
  });
});

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

  it('by no vendor alone: whoever has links fails a vendor on as many pages', () => {
    const vendor: Witness = { id: 'vendor', as: 'person' };
    const failed = ['rec-1', 'rec-2'].map((recovery) => of(recovery, ago(60, 'proof-failed', { by: vendor })));
    expect(freezes(failed, now('proof-failed', vendor))).toBe(false);
    expect(freezes(failed, now('guesses-failed', { id: 'page', as: 'person' }))).toBe(false);
    expect(freezes(failed, now('proof-failed', person('anna')))).toBe(false);
    expect(freezes([...failed, suspects(person('anna'), 'rec-a')], now('proof-failed'))).toBe(true);
  });

  it('by nothing but what is adverse', () => {
    const others = (['refused', 'opened', 'rejected', 'stopped', 'granted'] as const).map((what, index) =>
      of(`rec-${index}`, ago(index + 1, what)),
    );
    expect(freezes(others)).toBe(false);
  });

  it('never by guesses alone, however many: whoever merely has a link locks nobody out', () => {
    const page: Witness = { id: 'page', as: 'person' };
    const guesses = Array.from({ length: 16 }, (_, index) =>
      of(`rec-${index}`, ago(index + 1, 'guesses-failed', { by: page })),
    );
    expect(freezes(guesses, now('guesses-failed', page))).toBe(false);
    // Whoever suspects may have guessed on those pages too.
    expect(freezes(guesses, now('suspected'))).toBe(false);
    expect(freezes(guesses, now('proof-failed'))).toBe(false);
    expect(freezes([...guesses, suspects(person('anna'), 'rec-a')], now('suspected'))).toBe(true);
    expect(freezes(guesses, now('suspected', person('dora', 'on-duty')))).toBe(true);
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
    const history = [of('rec-a', ago(1, 'proof-failed')), suspects(person('anna'), 'rec-b')];
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
