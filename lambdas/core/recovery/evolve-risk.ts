import type { PushedSignal } from '../risk/facts.ts';
import { isOneOf } from '../values/family.ts';
import type { Instant } from '../values/instant.ts';
import { liveThreats } from './decide-threat.ts';
import type { RiskEvent } from './events.ts';
import type { StreamState } from './state.ts';

export const isRiskEvent = isOneOf<RiskEvent>({
  SignalReported: true,
  WatchTripped: true,
  SuspicionRaised: true,
  AccountFrozen: true,
  ThreatRaised: true,
  ThreatLoweringAsked: true,
  ThreatLowered: true,
});

/** The state after one more report, suspicion or threat level. */
export function evolveRisk(state: StreamState, event: RiskEvent, at: Instant): StreamState {
  switch (event.type) {
    case 'SignalReported':
      return withReport(state, event.signal, at);
    case 'SuspicionRaised':
    case 'WatchTripped':
      return state;
    case 'AccountFrozen':
      return { ...state, freeze: { at, cause: event.cause } };
    case 'ThreatRaised':
      return { ...state, threats: [...liveThreats(state.threats, at), { ...event.threat, loweredBy: null }] };
    case 'ThreatLoweringAsked':
      return {
        ...state,
        threats: state.threats.map((one) => (one.id === event.threat ? { ...one, loweredBy: event.by } : one)),
      };
    case 'ThreatLowered':
      return { ...state, threats: state.threats.filter(({ id }) => id !== event.threat) };
  }
}

/** Keeps one report of each name, with the latest of their ends; expired reports are dropped. */
function withReport(state: StreamState, signal: PushedSignal, at: Instant): StreamState {
  const live = state.reported.filter(({ until }) => until > at);
  const earlier = live.find(({ name }) => name === signal.name);
  const others = live.filter(({ name }) => name !== signal.name);
  const lasting = earlier === undefined || earlier.until < signal.until ? signal.until : earlier.until;
  return { ...state, reported: [...others, { ...signal, at: earlier?.at ?? signal.at, until: lasting }] };
}
