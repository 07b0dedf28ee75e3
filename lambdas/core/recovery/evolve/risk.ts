import type { PushedSignal, Threat } from '../../risk/facts.ts';
import { isOneOf } from '../../values/family.ts';
import type { Instant } from '../../values/instant.ts';
import { type IncidentEvent, liveIncidents } from '../state/emergency.ts';
import type { LedgerEvent } from '../state/events.ts';
import type { StreamState } from '../state/state.ts';
import { isMemoryFull, liveThreats, loweredThreats, type RiskEvent, type ThreatEvent } from '../state/warnings.ts';

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
    case 'ThreatLoweringAsked':
    case 'ThreatLowered':
      return withThreat(state, event, { at, seq });
  }
}

/** A lowered one stays until its end: whoever plans verifies that two people lowered it. So no lowering makes the state forget another. */
function withThreat(state: StreamState, event: ThreatEvent, { at, seq }: Place): StreamState {
  if (event.type === 'ThreatLowered' && isMemoryFull(state, at)) return state;
  const lasting = (threats: readonly Threat[]) => [...loweredThreats(threats, at), ...liveThreats(threats, at)];
  return { ...state, threats: lasting(threatsWith(lasting(state.threats), event, seq)) };
}

/**
 * The threat levels of a stream after one more event, with those that are over. A second one of the same name changes nothing: whoever lowers it
 * by that name has read only one of them.
 */
export function threatsWith(threats: readonly Threat[], event: LedgerEvent, seq: number): readonly Threat[] {
  const changed = (name: string, change: Partial<Threat>) =>
    threats.map((one) => (one.id === name ? { ...one, ...change } : one));
  switch (event.type) {
    case 'ThreatRaised':
      return threats.some(({ id }) => id === event.threat.id)
        ? threats
        : [...threats, { ...event.threat, loweredBy: null }];
    case 'ThreatLoweringAsked':
      return changed(event.threat, { loweredBy: event.by, askedIn: seq });
    case 'ThreatLowered':
      return changed(event.threat, { loweredIn: seq });
    default:
      return threats;
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
