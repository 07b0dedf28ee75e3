import type { Instant } from '../../values/instant.ts';
import { plusSeconds } from '../../values/instant.ts';
import { assess, isAdopted, notAdopted } from '../assess/assess.ts';
import type { Envelope, PeopleCommand, PersonActor } from '../state/commands.ts';
import { accept, type Decision, refuse } from '../state/decision.ts';
import {
  emergencyOf,
  type GlassFacts,
  type GlassUse,
  type IncidentCommand,
  LONGEST_INCIDENT,
  liveIncidents,
  MOST_INCIDENTS,
  MOST_USES,
  overdueAt,
  type StandingUse,
} from '../state/emergency.ts';
import type { RecoveryEvent } from '../state/events.ts';
import { isBeforeExecution } from '../state/life.ts';
import {
  hasRole,
  humanAs,
  isSelf,
  partMissing,
  type Refused,
  type Situation,
  whyTooWeak,
  wrongStatus,
} from '../state/situation.ts';
import { findRecovery, type StreamState } from '../state/state.ts';

/*
 * Break-glass (rule 19): while a declared incident lasts, a recovery is approved by two people of the emergency roster instead of by those whom
 * the policy names, without cooling-off, and is reviewed within a day. Who must be proved, and how, stays as it is.
 *
 * Incidents and uses are on the stream of the policy. A use is written there before the recovery names it, so whoever asks again sees it.
 */

/** A use with what its account's stream says now; undefined when the recovery has ended, and so was reviewed, or never executed. */
export function standingUse(use: GlassUse, account: StreamState): StandingUse | undefined {
  const recovery = findRecovery(account, use.recovery);
  if (recovery === undefined) return undefined;
  const approvers = recovery.countersignatures.map(({ approver }) => approver);
  return { ...use, people: [...new Set([use.by, ...approvers])], isBroken: recovery.emergency !== null };
}

/** Decides on the stream of the policy. */
export function decideIncident(state: StreamState, envelope: Envelope<IncidentCommand>, context: Facts): Decision {
  const { actor, command } = envelope;
  if (actor.by !== 'person' || actor.nature === 'machine') return refuse('machine-cannot-decide');
  if (command.type === 'UseBreakGlass') return use(state, { actor, command }, context);
  if (!hasRole(actor, 'on-duty')) return partMissing(actor, 'on-duty');
  const weak = whyTooWeak(actor, null);
  if (weak !== undefined) return weak;
  const live = liveIncidents(state.breakGlass.incidents, context.now);
  const known = live.some(({ incident }) => incident === command.incident);
  if (command.type === 'EndIncident')
    return known ? accept({ type: 'IncidentEnded', incident: command.incident, by: actor.person }) : unknown(command);
  if (command.until <= context.now || command.until > plusSeconds(context.now, LONGEST_INCIDENT))
    return refuse('not-due', { until: command.until });
  if (!known && live.length >= MOST_INCIDENTS) return refuse('too-many-incidents', { incidents: live.length });
  const { incident, until, reason } = command;
  return accept({ type: 'IncidentDeclared', incident: { incident, until, reason, by: actor.person, at: context.now } });
}

interface Facts {
  readonly now: Instant;
  readonly registry: { readonly glass: GlassFacts };
}

const unknown = ({ incident }: { readonly incident: string }): Refused => refuse('incident-unknown', { incident });

type Use = Extract<IncidentCommand, { type: 'UseBreakGlass' }>;

function use(
  state: StreamState,
  { actor, command }: { readonly actor: PersonActor; readonly command: Use },
  { now, registry: { glass } }: Facts,
): Decision {
  const { incident, recovery, account, desk } = command;
  if (!hasRole(actor, 'agent') && !hasRole(actor, 'on-duty')) return partMissing(actor, 'agent', 'on-duty');
  const weak = whyTooWeak(actor, null);
  if (weak !== undefined) return weak;
  if (!liveIncidents(state.breakGlass.incidents, now).some((one) => one.incident === incident)) return unknown(command);
  const locked = whyLocked(glass, { actor, desk, now });
  if (locked !== undefined) return locked;
  const isThis = (one: GlassUse): boolean => one.recovery === recovery && one.incident === incident;
  if (state.breakGlass.uses.some((one) => isThis(one) && isSelf(actor, one.by))) return accept();
  const standing = glass.uses.map((one) => one.recovery);
  if (standing.length >= MOST_USES) return refuse('too-many-incidents', { uses: standing.length });
  const made: GlassUse = { recovery, account, incident, desk, by: actor.person, at: now };
  return accept({ type: 'BreakGlassUsed', use: made, standing });
}

/** The lock of people and of a desk while a review that they owe is overdue. */
function whyLocked(
  { uses }: GlassFacts,
  { actor, desk, now }: { readonly actor: PersonActor; readonly desk: string | null; readonly now: Instant },
): Refused | undefined {
  const overdue = uses.find(
    (one) =>
      one.isBroken &&
      overdueAt(one) <= now &&
      (one.people.some((person) => isSelf(actor, person)) || (desk !== null && one.desk === desk)),
  );
  return overdue && refuse('break-glass-locked', { recovery: overdue.recovery, since: overdueAt(overdue) });
}

/** Whether this person may break the glass of a recovery: its agent, or somebody on duty without another part. */
export function whyNotBreaking({
  actor,
  recovery,
  state,
}: Pick<Situation, 'actor' | 'recovery' | 'state'>): Refused | undefined {
  const human = humanAs('agent', { actor, recovery, state });
  if (!human.ok) return human.no;
  const isTheirs = isSelf(human.value, recovery.agent) || hasRole(human.value, 'on-duty');
  return isTheirs ? undefined : partMissing(human.value, 'on-duty');
}

/** The plan is made again as an emergency plan, so earlier countersignatures no longer count (rule 3). */
export function breakGlass(
  situation: Situation,
  { incident, reason }: Extract<PeopleCommand, { type: 'BreakGlass' }>,
): Decision {
  const { recovery, state, context, actor } = situation;
  const wrong = whyNotBreaking(situation);
  if (wrong !== undefined) return wrong;
  if (recovery.plan === null || !isBeforeExecution(recovery)) return wrongStatus(situation);
  if (recovery.emergency !== null) return accept();
  const { incidents, uses } = context.registry.glass;
  const isUsed = (one: StandingUse): boolean =>
    one.recovery === recovery.id && one.incident === incident && actor.by === 'person' && isSelf(actor, one.by);
  const declared = liveIncidents(incidents, context.now).find((one) => one.incident === incident);
  if (!uses.some(isUsed) || declared === undefined) return refuse('incident-unknown', { incident });
  if (!isAdopted(context)) return notAdopted(context);
  const by = actor.by === 'person' ? actor.person : '';
  const emergency = emergencyOf({ ...declared, by });
  const broken: RecoveryEvent = { type: 'GlassBroken', ...emergency, reason };
  return accept(broken, ...assess({ ...recovery, emergency }, state, context));
}

/** Why a member of the roster may not countersign an emergency plan now. */
export function whyNotInEmergency(
  actor: PersonActor,
  { recovery, context }: Pick<Situation, 'recovery' | 'context'>,
): Refused | undefined {
  const { emergency } = recovery;
  if (emergency === null) return undefined;
  const { glass } = context.registry;
  if (!liveIncidents(glass.incidents, context.now).some(({ incident }) => incident === emergency.incident))
    return unknown(emergency);
  return whyLocked(glass, { actor, desk: null, now: context.now });
}
