import { describe, expect, it } from '@jest/globals';
import { evolve } from '../../../../lambdas/core/recovery/evolve/evolve.ts';
import type { LedgerEvent } from '../../../../lambdas/core/recovery/state/events.ts';
import { findRecovery, INITIAL, REMEMBERED, type StreamState } from '../../../../lambdas/core/recovery/state/state.ts';
import { OPENED, opens } from '../../../support/deeds.ts';
import { ACTORS, anOrigin, aProfile, NO_GROUNDS, NOW, PEOPLE } from '../../../support/fixtures.ts';
import { decisionOn, happened, newWorld, worldAfter } from '../../../support/specification.ts';

const placeOf = (recovery: string | null) => ({
  seq: 1,
  at: NOW,
  recovery,
  origin: anOrigin(),
  actor: ACTORS.jane,
  command: { type: 'test' },
});

const NAMES_OF_ALL_OBJECTS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

const decision = decisionOn(newWorld(), opens());
const OPENING = decision.accepted ? decision.events : [];

describe('a state', () => {
  it('remembers the newest ends, and no more than it may', () => {
    const ids = Array.from({ length: REMEMBERED + 3 }, (_, index) => `rec-${index}`);
    const state = ids.reduce<StreamState>((before, recovery) => {
      const place = placeOf(recovery);
      const opened = OPENING.reduce((next, event) => evolve(next, event, place), before);
      return evolve(opened, { type: 'RecoveryStopped', by: PEOPLE.jane, reason: '', cause: 'withdrawn' }, place);
    }, INITIAL);
    expect(state.ended.map(({ id }) => id)).toEqual(ids.slice(3));
    expect(state.recoveries).toEqual({});
  });

  it.each(NAMES_OF_ALL_OBJECTS)('has no recovery `%s` that nobody opened', (name) => {
    expect(findRecovery(INITIAL, name)).toBeUndefined();
    const proved = { type: 'ProofingCompleted' } as const;
    expect(evolve(INITIAL, proved, placeOf(name))).toBe(INITIAL);
  });

  it('keeps a recovery to itself', () => {
    const one = worldAfter(OPENED);
    const two = happened(one, OPENING, { recovery: 'rec-2' });
    const stopped = { type: 'RecoveryStopped', by: PEOPLE.jane, reason: '', cause: 'withdrawn' } as const;
    const ended = happened(two, [stopped], { recovery: 'rec-2' });
    expect(ended.state.recoveries).toEqual(one.state.recoveries);
  });

  it('has no caller and no network of a recovery that was opened before those were counted', () => {
    const [{ caller: _caller, network: _network, ...before }] = OPENING as [
      Extract<LedgerEvent, { type: 'RecoveryOpened' }>,
    ];
    const { recoveries } = evolve(INITIAL, before, placeOf('rec-1'));
    expect(recoveries['rec-1']).toMatchObject({ requester: PEOPLE.jane, caller: null, network: null });
  });

  it('takes nothing of a proposal before it is confirmed, and nothing of a confirmation without one', () => {
    const place = placeOf(null);
    const proposed = evolve(
      INITIAL,
      { type: 'ProfileProposed', ...NO_GROUNDS, profile: aProfile(), by: PEOPLE.admin, digest: 'd' },
      place,
    );
    expect(proposed.profile.current).toBeNull();
    const confirmed = evolve(INITIAL, { type: 'ProfileConfirmed', by: PEOPLE.admin, digest: 'd', changes: [] }, place);
    expect(confirmed.profile).toEqual({ current: null, proposal: null });
  });

  it('stays as it is for what is only told', () => {
    const place = placeOf('rec-1');
    const { state } = worldAfter(OPENED);
    expect(evolve(state, { type: 'CommandRefused', code: 'not-due', facts: {} }, place)).toBe(state);
    expect(evolve(state, { type: 'IntakeRefused', code: 'x', facts: {} }, place)).toBe(state);
  });
});
