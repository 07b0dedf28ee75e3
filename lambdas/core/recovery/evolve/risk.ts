import type { PushedSignal } from '../../risk/facts.ts';
import { isOneOf } from '../../values/family.ts';
import type { Instant } from '../../values/instant.ts';
import { type IncidentEvent, liveIncidents } from '../state/emergency.ts';
import type { StreamState } from '../state/state.ts';
import { liveThreats, type RiskEvent } from '../state/warnings.ts';

export const isRiskEvent = isOneOf<RiskEvent>({
  SignalReported: true,
  WatchTripped: true,
  SuspicionRaised: true,
  FalseCallReported: true,
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
    case 'FalseCallReported':
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

export const isIncidentEvent = isOneOf<IncidentEvent>({
  IncidentDeclared: true,
  IncidentEnded: true,
  BreakGlassUsed: true,
});

/** The state of the policy's stream after one more incident, or one more use of break-glass. */
export function evolveIncident(state: StreamState, event: IncidentEvent, at: Instant): StreamState {
  const { incidents, uses } = state.breakGlass;
  if (event.type === 'BreakGlassUsed') {
    const standing = uses.filter(({ recovery }) => event.standing.includes(recovery));
    return { ...state, breakGlass: { incidents, uses: [...standing, event.use] } };
  }
  const name = event.type === 'IncidentEnded' ? event.incident : event.incident.incident;
  const others = liveIncidents(incidents, at).filter(({ incident }) => incident !== name);
  const live = event.type === 'IncidentEnded' ? others : [...others, event.incident];
  return { ...state, breakGlass: { incidents: live, uses } };
}
