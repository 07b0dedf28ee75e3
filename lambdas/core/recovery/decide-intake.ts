import type { IntakeCommand } from './commands.ts';
import { accept, type Decision } from './decision.ts';

/** What arrived without an account to put it under is recorded under its source. */
export function decideIntake(command: IntakeCommand): Decision {
  if (command.type === 'RefuseIntake')
    return accept({ type: 'IntakeRefused', code: command.code, facts: command.facts });
  const { ticket, cause, facts } = command;
  return accept({ type: 'TicketHeld', ticket, cause, facts });
}
