import { describe, expect, it } from '@jest/globals';
import { evolveRisk, isRiskEvent } from '../../../../lambdas/core/recovery/evolve/risk.ts';
import { INITIAL, type StreamState } from '../../../../lambdas/core/recovery/state/state.ts';
import {
  liveThreats,
  loweredThreats,
  MOST_LOWERED,
  type RiskEvent,
} from '../../../../lambdas/core/recovery/state/warnings.ts';
import { at, NOW } from '../../../support/fixtures.ts';

const folded = (...events: readonly RiskEvent[]): StreamState =>
  events.reduce((state, event, index) => evolveRisk(state, event, { at: NOW, seq: index + 1 }), INITIAL);
const raised = (id: string, until = at(60)): RiskEvent => ({
  ...{
    type: 'ThreatRaised',
    threat: { id, desk: null, until, reason: 'calls', by: 'person:olga', at: NOW, drain: false },
  },
});

describe('what is known of risk', () => {
  it('is made of its own events only', () => {
    const [frozen, closed]: readonly { readonly type: string }[] = [
      { type: 'AccountFrozen' },
      { type: 'RecoveryClosed' },
    ];
    if (frozen === undefined || closed === undefined) throw new Error('two events');
    expect(isRiskEvent(frozen)).toBe(true);
    expect(isRiskEvent(closed)).toBe(false);
  });

  it('holds threats until they are lowered, and forgets those that are over when another one comes', () => {
    expect(folded(raised('a', at(-1)), raised('b')).threats.map(({ id }) => id)).toEqual(['b']);
    const asked = folded(raised('a'), raised('b'), { type: 'ThreatLoweringAsked', threat: 'a', by: 'person:oscar' });
    expect(asked.threats.map(({ loweredBy }) => loweredBy)).toEqual(['person:oscar', null]);
    const lowered = evolveRisk(asked, { type: 'ThreatLowered', threat: 'a', by: 'person:olga' }, { at: NOW, seq: 7 });
    expect(liveThreats(lowered.threats, NOW).map(({ id }) => id)).toEqual(['b']);
    // Whoever plans looks at what the two signed, until the level would have ended by itself.
    expect(loweredThreats(lowered.threats, NOW)).toMatchObject([{ id: 'a', askedIn: 3, loweredIn: 7 }]);
    expect(loweredThreats(lowered.threats, at(60))).toEqual([]);
  });

  it('remembers a bounded number of lowered threats, and lowers no more: none is forgotten before its end', () => {
    const many = Array.from({ length: MOST_LOWERED + 2 }, (_, index) => `t${index}`);
    const state = folded(
      ...many.flatMap((id): RiskEvent[] => [raised(id), { type: 'ThreatLowered', threat: id, by: 'person:olga' }]),
    );
    expect(loweredThreats(state.threats, NOW).map(({ id }) => id)).toEqual(many.slice(0, MOST_LOWERED));
    expect(liveThreats(state.threats, NOW).map(({ id }) => id)).toEqual(many.slice(MOST_LOWERED));
    const lowers: RiskEvent = { type: 'ThreatLowered', threat: 't17', by: 'person:olga' };
    const later = evolveRisk(state, lowers, { at: at(59), seq: 99 });
    expect(liveThreats(later.threats, at(59)).map(({ id }) => id)).toEqual(many.slice(MOST_LOWERED));
    const longer = evolveRisk(later, raised('t18', at(120)), { at: at(60), seq: 100 });
    const lowered = evolveRisk(longer, { ...lowers, threat: 't18' }, { at: at(60), seq: 101 });
    expect(loweredThreats(lowered.threats, at(60))).toMatchObject([{ id: 't18', loweredIn: 101 }]);
  });

  it('holds one threat of each name: a second one of that name is not lowered with it', () => {
    const desk: RiskEvent = {
      ...{ type: 'ThreatRaised' },
      threat: { ...{ id: 'a', desk: 'night', until: at(90), reason: 'x' }, by: 'person:oscar', at: NOW, drain: false },
    };
    expect(folded(raised('a'), desk).threats).toMatchObject([{ id: 'a', desk: null, until: at(60) }]);
    expect(folded(raised('a', NOW), desk).threats).toMatchObject([{ id: 'a', desk: 'night' }]);
  });

  it('holds one report of each name, for as long as the longest', () => {
    const report = (until: string): RiskEvent => ({
      ...{ type: 'SignalReported', signal: { name: 'push-flood', at: NOW, until } },
    });
    expect(folded(report(at(90)), report(at(60))).reported).toEqual([{ name: 'push-flood', at: NOW, until: at(90) }]);
  });

  it('is frozen since the moment of the freeze; a suspicion alone changes nothing but the history', () => {
    expect(folded({ type: 'AccountFrozen', cause: 'three' }).freeze).toEqual({ at: NOW, cause: 'three' });
    expect(folded({ type: 'SuspicionRaised', by: 'person:alex', reason: 'voice' })).toEqual(INITIAL);
  });
});
