import type { PushedSignal, Threat } from '../../risk/facts.ts';
import { isOneOf } from '../../values/family.ts';
import type { Instant } from '../../values/instant.ts';
import { type IncidentEvent, liveIncidents } from '../state/emergency.ts';
import type { StreamState } from '../state/state.ts';
import { isMemoryFull, liveThreats, loweredThreats, type RaisedThreat, type RiskEvent } from '../state/warnings.ts';

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

/** The commit of an event. */
interface Place {
  readonly at: Instant;
  readonly seq: number;
}

/** The state after one more report, suspicion or threat level. */
export function evolveRisk(state: StreamState, event: RiskEvent, { at, seq }: Place): StreamState {
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
      return withRaised(state, event.threat, at);
    case 'ThreatLoweringAsked':
      return withThreat(state, event.threat, { loweredBy: event.by, askedIn: seq }, at);
    case 'ThreatLowered':
      return isMemoryFull(state, at) ? state : withThreat(state, event.threat, { loweredIn: seq }, at);
  }
}

/** One that lasts and has the same name stays as it is: whoever lowers it by that name has read only one of them. */
function withRaised(state: StreamState, threat: RaisedThreat, at: Instant): StreamState {
  const isThere = state.threats.some(({ id, until }) => id === threat.id && at < until);
  return isThere ? state : withThreats(state, [...state.threats, { ...threat, loweredBy: null }], at);
}

function withThreat(state: StreamState, id: string, change: Partial<Threat>, at: Instant): StreamState {
  const threats = state.threats.map((one) => (one.id === id ? { ...one, ...change } : one));
  return withThreats(state, threats, at);
}

/** A lowered one stays until its end: whoever plans verifies that two people lowered it. So no lowering makes the state forget another. */
const withThreats = (state: StreamState, threats: readonly Threat[], at: Instant): StreamState => ({
  ...state,
  threats: [...loweredThreats(threats, at), ...liveThreats(threats, at)],
});

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
export function evolveIncident(state: StreamState, event: IncidentEvent, { at, seq }: Place): StreamState {
  const { incidents, uses } = state.breakGlass;
  if (event.type === 'BreakGlassUsed') {
    const standing = uses.filter(({ recovery }) => event.standing.includes(recovery));
    return { ...state, breakGlass: { incidents, uses: [...standing, event.use] } };
  }
  const name = event.type === 'IncidentEnded' ? event.incident : event.incident.incident;
  const others = liveIncidents(incidents, at).filter(({ incident }) => incident !== name);
  const live = event.type === 'IncidentEnded' ? others : [...others, { ...event.incident, declaredIn: seq }];
  return { ...state, breakGlass: { incidents: live, uses } };
}
