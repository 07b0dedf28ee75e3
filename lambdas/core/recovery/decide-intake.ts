import { POLICY_STREAM } from '../registry/adoption.ts';
import type { Envelope, IntakeCommand, OrderRedelivery, ReportSignal } from './commands.ts';
import { accept, type Decision, refuse } from './decision.ts';
import type { StreamState } from './state.ts';

/** What arrived without an account to put it under is recorded under its source. */
export function decideIntake(command: IntakeCommand): Decision {
  if (command.type === 'RefuseIntake')
    return accept({ type: 'IntakeRefused', code: command.code, facts: command.facts });
  const { ticket, cause, facts } = command;
  return accept({ type: 'TicketHeld', ticket, cause, facts });
}

/**
 * A report adds to risk and can do nothing else, so the systems that see things first may make it, and the people on duty. About an account
 * that is registered, or about everybody.
 */
export function reportSignal(state: StreamState, { actor, command, stream }: Envelope<ReportSignal>): Decision {
  const isOnDuty = actor.by === 'person' && actor.roles.includes('admin');
  if (actor.by !== 'signal-source' && !isOnDuty) return refuse('role-missing', { role: 'admin' });
  if (stream !== POLICY_STREAM && state.profile.current === null) return refuse('account-unknown');
  return accept({ type: 'SignalReported', signal: command.signal });
}

/** People on duty have effects worked again; every effect is idempotent, so that it is no matter of dual control. */
export function orderRedelivery({ actor, command }: Envelope<OrderRedelivery>): Decision {
  if (actor.by !== 'person' || !actor.roles.includes('on-duty')) return refuse('role-missing', { role: 'on-duty' });
  return accept({ type: 'RedeliveryOrdered', of: command.of });
}
