import { POLICY_STREAM } from '../registry/adoption.ts';
import { DAY, type Touch } from '../risk/facts.ts';
import { ageOf, type Instant } from '../values/instant.ts';
import type { Envelope, IntakeCommand, OrderRedelivery, RaiseSuspicion, ReportSignal } from './commands.ts';
import { accept, type Decision, refuse } from './decision.ts';
import { freezeAfter } from './freeze.ts';
import type { StreamState } from './state.ts';
import { witnessOf } from './touch.ts';

/** What arrived without an account to put it under is recorded under its source. */
export function decideIntake(command: IntakeCommand): Decision {
  if (command.type === 'RefuseIntake')
    return accept({ type: 'IntakeRefused', code: command.code, facts: command.facts });
  const { ticket, cause, facts } = command;
  return accept({ type: 'TicketHeld', ticket, cause, facts });
}

/** A report adds to risk and can do nothing else, so the systems that see things first may make it: about a registered account, or everybody. */
export function decideSignal(state: StreamState, { actor, command, stream }: Envelope<ReportSignal>): Decision {
  if (actor.by !== 'signal-source') return refuse('role-missing', { role: 'signal-source' });
  if (stream !== POLICY_STREAM && state.profile.current === null) return refuse('account-unknown');
  return accept({ type: 'SignalReported', signal: command.signal });
}

/** People on duty have effects worked again; every effect is idempotent, so that it is no matter of dual control. */
export function orderRedelivery({ actor, command }: Envelope<OrderRedelivery>): Decision {
  if (actor.by !== 'person' || !actor.roles.includes('on-duty')) return refuse('role-missing', { role: 'on-duty' });
  return accept({ type: 'RedeliveryOrdered', of: command.of });
}

/**
 * A suspicion counts like a failed proof: it sticks, and with others freezes the account (rule 10). Staff raise it, and machines, which may advise
 * (rule 5): theirs adds to risk and alerts. The same word about the same recovery adds nothing, nor does one about the account within a day.
 */
export function raiseSuspicion(
  state: StreamState,
  { actor, command, recovery }: Envelope<RaiseSuspicion>,
  now: Instant,
): Decision {
  if (state.profile.current === null) return refuse('account-unknown');
  if (actor.by !== 'person' || (actor.roles.length === 0 && actor.groups.length === 0))
    return refuse('role-missing', { role: 'any' });
  const by = witnessOf(actor);
  const isSaid = (one: Touch) => one.what === 'suspected' && one.recovery === recovery && one.by?.id === by.id;
  if (state.history.some((one) => isSaid(one) && (recovery !== null || ageOf(one.at, now) < DAY))) return accept();
  const adverse = { what: 'suspected', at: now, recovery, by } as const;
  const raised = { type: 'SuspicionRaised', by: actor.person, reason: command.reason } as const;
  return accept(raised, ...freezeAfter(state, adverse));
}
