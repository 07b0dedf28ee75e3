import { POLICY_STREAM } from '../../registry/adoption.ts';
import type { Threat } from '../../risk/facts.ts';
import { no, type Result, yes } from '../../values/result.ts';
import type { Actor, Envelope } from '../state/commands.ts';
import { accept, type Decision, refuse } from '../state/decision.ts';
import { isSelf, partMissing, type Refused, whyTooWeak } from '../state/situation.ts';
import type { StreamState } from '../state/state.ts';
import { isMemoryFull, liveThreats, MOST_LOWERED, type ThreatCommand } from '../state/warnings.ts';

/** Most threat levels on one stream at once: bounds its state. */
export const MOST_THREATS = 16;

/**
 * Threat levels are set by people on duty. One person raises a level, since it only adds demands; two lower it before its end. On the
 * policy's stream it applies to everybody or to a desk, on an account's stream to that account. A drain is for everybody: one person on
 * duty declares it, because it takes access away and gives none, and two lift it.
 */
export function decideThreat(state: StreamState, envelope: Envelope<ThreatCommand>, now: string): Decision {
  const { actor, command, stream, id } = envelope;
  const person = onDuty(actor);
  if (!person.ok) return person.no;
  const live = liveThreats(state.threats, now);
  if (command.type === 'LowerThreat')
    return lower(person.value, live, { id: command.threat, isFull: isMemoryFull(state, now) });
  if (stream !== POLICY_STREAM && state.profile.current === null) return refuse('account-unknown');
  if (command.drain && (stream !== POLICY_STREAM || command.desk !== null)) return refuse('drain-in-part');
  if (command.until <= now) return refuse('not-due', { until: command.until });
  if (live.length >= MOST_THREATS) return refuse('too-many-threats', { threats: live.length });
  const { desk, until, reason, drain } = command;
  return accept({ type: 'ThreatRaised', threat: { id, desk, until, reason, drain, by: person.value.person, at: now } });
}

interface Lowered {
  readonly id: string;
  /** The stream remembers as many lowered threat levels as it can. */
  readonly isFull: boolean;
}

function lower(actor: PersonOnDuty, live: readonly Threat[], { id, isFull }: Lowered): Decision {
  const threat = live.find((one) => one.id === id);
  if (threat === undefined) return refuse('threat-unknown', { threat: id });
  if (threat.loweredBy === null) return accept({ type: 'ThreatLoweringAsked', threat: id, by: actor.person });
  if (isSelf(actor, threat.loweredBy)) return refuse('same-proposer');
  if (isFull) return refuse('too-many-threats', { lowered: MOST_LOWERED });
  return accept({ type: 'ThreatLowered', threat: id, by: actor.person });
}

type PersonOnDuty = Extract<Actor, { readonly by: 'person' }>;

function onDuty(actor: Actor): Result<PersonOnDuty, Refused> {
  if (actor.by !== 'person' || !actor.roles.includes('on-duty')) return no(partMissing(actor, 'on-duty'));
  if (actor.nature === 'machine') return no(refuse('machine-cannot-decide'));
  const weak = whyTooWeak(actor, null);
  return weak === undefined ? yes(actor) : no(weak);
}
