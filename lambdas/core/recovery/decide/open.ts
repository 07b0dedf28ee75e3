import { isContainment, mayRequest, subjectOf } from '../../registry/account.ts';
import { derivedId } from '../../values/hash.ts';
import { isSuperseded } from '../evolve/supersede.ts';
import type { Actor, Envelope, OpenRecovery } from '../state/commands.ts';
import { accept, type Decision, frozen, type RegistryFacts, refuse } from '../state/decision.ts';
import { isRevoked } from '../state/life.ts';
import { isSelf, partMissing, whyTooWeak } from '../state/situation.ts';
import { isFull } from '../state/size.ts';
import { findRecovery, isHeldUp, type Recovery, type StreamState, type TicketRef } from '../state/state.ts';

/** Most live recoveries of one account, whoever asks; those that only wait for review are not counted. */
export const MOST_OPEN = 8;

/** Extra slots that others cannot use: for the signed-in owner, and for actions that only take access away. */
export const RESERVED = { own: 2, containment: 2, others: 0 } as const;
type Slot = keyof typeof RESERVED;

/** Most recoveries that are not closed, including those in review: bounds the size of a state. */
export const MOST_LIVE = 24;

/** Opens one recovery: one account, one action. Its id is in the envelope, chosen beforehand, so the answer can name it. */
export function decideOpen(
  state: StreamState,
  envelope: Envelope<OpenRecovery>,
  { closedAsFraud }: Pick<RegistryFacts, 'closedAsFraud'>,
): Decision {
  const { command, actor, origin, recovery: id } = envelope;
  const profile = state.profile.current;
  if (id === null) return refuse('recovery-unknown');
  if (profile === null) return refuse('account-unknown');
  if (isOwnAgent(actor, command)) return refuse('conflicting-part', { holds: 'requester', wants: 'agent' });
  if (isHeldUp(state, command.action)) return frozen(state.freeze);
  if (closedAsFraud && command.ticket !== null && !isContainment(command.action))
    return refuse('ticket-closed-as-fraud', { source: command.ticket.source, id: command.ticket.id });
  if (!mayOpen(actor, command)) return partMissing(actor, 'agent');
  const weak = actor.by === 'person' && command.agent !== null ? whyTooWeak(actor, profile) : undefined;
  if (weak !== undefined) return weak;
  if (!isTheirDesk(actor, origin.desk)) return refuse('desk-not-theirs', { desk: origin.desk });
  if (!mayRequest(profile, command.requester)) return refuse('requester-not-entitled');
  const live = Object.values(state.recoveries);
  const twin =
    findRecovery(state, id) ??
    live.find((one) => one.action === command.action && !isRevoked(one) && !isSuperseding(one));
  if (twin !== undefined) return refuse('already-open', { recovery: twin.id, status: twin.status });
  const ended = state.ended.find((one) => one.id === id);
  if (ended !== undefined) return refuse('recovery-ended', { end: ended.end });
  if (!hasSlot(command, live) || isFull(state, command.action)) return refuse('too-many-open', { open: live.length });
  const subject = subjectOf(profile);
  const { action, reason, requester, agent, channel, ticket, requestedSeconds, caller, network } = command;
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
    caller,
    network,
  });
}

/**
 * The slot that a recovery takes. Actions that only take access away, and requests by the signed-in owner, have slots of their own, which
 * agents and tickets cannot use up (rule 10).
 */
function slotOf({ action, agent, ticket }: Pick<Recovery, 'action' | 'agent' | 'ticket'>): Slot {
  if (isContainment(action)) return 'containment';
  return agent === null && ticket === null ? 'own' : 'others';
}

/** Whether a slot is free: one reserved for this recovery, or a common one. */
function hasSlot(command: OpenRecovery, live: readonly Recovery[]): boolean {
  const slots = live.filter(takesSlot).map(slotOf);
  const count = (slot: Slot): number => slots.filter((one) => one === slot).length;
  const beyond = (slot: Slot): number => Math.max(0, count(slot) - RESERVED[slot]);
  const common = beyond('others') + beyond('own') + beyond('containment');
  const slot = slotOf(command);
  return live.length < MOST_LIVE && (count(slot) < RESERVED[slot] || common < MOST_OPEN);
}

/** A recovery that only waits for review takes no slot. */
const takesSlot = ({ status }: Recovery): boolean => status !== 'reviewing' && status !== 'revoked';

/**
 * An owner who forgets the credential again need not wait for the end of the grant: the next grant replaces it (rule 14). Nor need whoever stands
 * before a locked disk: a device replaces its key once it is online, and it needs the key for that. Its end waits for them, and not they for its end.
 */
function isSuperseding({ action, status, stopped }: Recovery): boolean {
  if (action === 'release-disk-key' && ['revoking', 'revocation-overdue'].includes(status)) return true;
  return status === 'granted' && !stopped && isSuperseded(action);
}

/** Rule 1, also for somebody who asks under an identity from before registration. */
function isOwnAgent(actor: Actor, { agent, requester }: OpenRecovery): boolean {
  if (agent === null) return false;
  return agent === requester || (actor.by === 'person' && isSelf(actor, agent) && isSelf(actor, requester));
}

/** The token names an agent's desks: an agent who could name another desk could choose the rules. */
const isTheirDesk = (actor: Actor, desk: string | null): boolean =>
  desk === null || actor.by !== 'person' || actor.desks.includes(desk);

/** People ask for themselves, or as an agent for somebody else; a ticket system forwards people's requests. */
function mayOpen(actor: Actor, command: OpenRecovery): boolean {
  if (actor.by === 'ticket-system') return true;
  if (actor.by !== 'person') return false;
  if (actor.person === command.requester) return command.agent === null;
  return command.agent === actor.person && actor.roles.includes('agent');
}

/** The stream and the id of the command by which a ticket is closed as a fraud: one for each ticket, so that it is found by its name. */
export const fraudCloseOf = ({ source, id }: TicketRef) => ({
  stream: `source:${source}`,
  id: derivedId('ticket-fraud', source, id),
});
