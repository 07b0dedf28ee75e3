import { mayRequest } from './account.ts';
import type { Actor, Envelope, OpenRecovery } from './commands.ts';
import { accept, type Decision, refuse } from './decision.ts';
import { MOST_OPEN, type StreamState } from './state.ts';

/** Opens one recovery: one account, one action. Its id is the envelope's, chosen before, so that the answer can name it. */
export function openRecovery(state: StreamState, envelope: Envelope<OpenRecovery>): Decision {
  const { command, actor } = envelope;
  const profile = state.profile.current;
  if (profile === null) return refuse('account-unknown');
  if (!mayOpen(actor, command)) return refuse('role-missing', { role: 'agent' });
  if (command.agent === command.requester) return refuse('conflicting-part', { holds: 'requester', wants: 'agent' });
  if (!mayRequest(profile, command.requester)) return refuse('requester-not-entitled');
  const live = Object.values(state.recoveries);
  const twin = live.find((recovery) => recovery.action === command.action);
  if (twin !== undefined) return refuse('already-open', { recovery: twin.id, status: twin.status });
  if (live.length >= MOST_OPEN) return refuse('too-many-open', { open: live.length });
  const subject = profile.kind === 'human' || profile.kind === 'vendor' ? profile.owner : null;
  const { action, reason, requester, agent, channel, ticket, requestedSeconds } = command;
  return accept({
    type: 'RecoveryOpened',
    action,
    reason,
    requester,
    subject,
    agent,
    channel,
    ticket,
    requestedSeconds,
  });
}

/** People ask for themselves, or as an agent for somebody else; a ticket system passes on what people asked. */
function mayOpen(actor: Actor, command: OpenRecovery): boolean {
  if (actor.by === 'ticket-system') return true;
  if (actor.by !== 'person') return false;
  if (actor.person === command.requester) return command.agent === null;
  return command.agent === actor.person && actor.roles.includes('agent');
}
