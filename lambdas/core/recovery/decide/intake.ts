import { POLICY_STREAM } from '../../registry/adoption.ts';
import { DAY, type Touch } from '../../risk/facts.ts';
import { ageOf, type Instant } from '../../values/instant.ts';
import { freezeAfter } from '../assess/freeze.ts';
import { witnessOf } from '../evolve/touch.ts';
import { trippedBy } from '../evolve/watch.ts';
import type { Envelope, IntakeCommand, OrderRedelivery } from '../state/commands.ts';
import { accept, type Decision, refuse } from '../state/decision.ts';
import { partMissing } from '../state/situation.ts';
import type { StreamState } from '../state/state.ts';
import type { RaiseSuspicion, ReportSignal } from '../state/warnings.ts';

/** The cause of a held ticket that was closed as a fraud when nothing of it could be stopped: under another account, or too late. */
export const FRAUD_NOTHING_STOPPED = 'fraud-nothing-stopped';

/** A delivery without an account is recorded under its source. */
export function decideIntake(command: IntakeCommand): Decision {
  if (command.type === 'RefuseIntake')
    return accept({ type: 'IntakeRefused', code: command.code, facts: command.facts });
  if (command.type === 'CloseAsFraud') {
    const { ticket, account, stops } = command;
    return accept({ type: 'TicketClosedAsFraud', ticket, account, stops });
  }
  const { ticket, cause, facts } = command;
  return accept({ type: 'TicketHeld', ticket, cause, facts });
}

/** A report only adds to risk, so the systems that notice things first may make it: about a registered account, or about everybody. */
export function decideSignal(
  state: StreamState,
  { actor, command, stream }: Envelope<ReportSignal>,
  now: Instant,
): Decision {
  if (actor.by !== 'signal-source') return refuse('role-missing', { role: 'signal-source' });
  if (stream !== POLICY_STREAM && state.profile.current === null) return refuse('account-unknown');
  return accept({ type: 'SignalReported', signal: command.signal }, ...trippedBy(state, command.signal, now));
}

/** People on duty repeat effects. Every effect is idempotent, so no dual control is needed. */
export function orderRedelivery({ actor, command }: Envelope<OrderRedelivery>): Decision {
  if (actor.by !== 'person' || !actor.roles.includes('on-duty')) return partMissing(actor, 'on-duty');
  return accept({ type: 'RedeliveryOrdered', of: command.of });
}

/**
 * A suspicion counts like a failed proof: it sticks, and together with others freezes the account (rule 10). Staff raise it, and so do
 * machines, which may advise (rule 5): theirs only adds to risk and alerts. A repetition about the same recovery adds nothing, nor does one
 * about the account within a day.
 */
export function raiseSuspicion(
  state: StreamState,
  { actor, command, recovery }: Envelope<RaiseSuspicion>,
  now: Instant,
): Decision {
  if (state.profile.current === null) return refuse('account-unknown');
  if (actor.by !== 'person' || (actor.roles.length === 0 && actor.groups.length === 0))
    return partMissing(actor, 'any');
  const by = witnessOf(actor);
  const isSaid = (one: Touch) => one.what === 'suspected' && one.recovery === recovery && one.by?.id === by.id;
  if (state.history.some((one) => isSaid(one) && (recovery !== null || ageOf(one.at, now) < DAY))) return accept();
  const adverse = { what: 'suspected', at: now, recovery, by } as const;
  const raised = { type: 'SuspicionRaised', by: actor.person, reason: command.reason } as const;
  return accept(raised, ...freezeAfter(state, adverse));
}
