import { isPassedOn } from '../evolve/supersede.ts';
import type { LedgerEvent } from '../state/events.ts';
import { findRecovery, type Recovery, type StreamState, type TicketRef } from '../state/state.ts';

/** What people read in a ticket of what became of its recovery. */
export const TICKET_NEWS = [
  ...(['opened', 'planned', 'approved', 'granted', 'ended', 'closed'] as const),
  ...(['denied', 'refused', 'rejected', 'expired', 'stopped', 'failed', 'overdue', 'undone', 'closed-undone'] as const),
] as const;
export type TicketNews = (typeof TICKET_NEWS)[number];

const NEWS: Readonly<Partial<Record<LedgerEvent['type'], TicketNews>>> = {
  RecoveryOpened: 'opened',
  RecoveryAssessed: 'planned',
  ApprovalCompleted: 'approved',
  GrantIssued: 'granted',
  RevocationConfirmed: 'ended',
  RecoveryClosed: 'closed',
  RecoveryDenied: 'denied',
  RecoveryRefused: 'refused',
  RecoveryRejected: 'rejected',
  RecoveryExpired: 'expired',
  RecoveryStopped: 'stopped',
  ExecutionFailed: 'failed',
  RevocationOverdue: 'overdue',
};

/** The news in these events; the last, where one commit has several. Undefined for none. */
export const ticketNewsIn = (events: readonly LedgerEvent[]): TicketNews | undefined =>
  events.flatMap(({ type }) => NEWS[type] ?? []).at(-1);

/** The same, where the execution may have failed before: its end and its close are told as those of a failure. Nothing ended where a newer grant goes on. */
export const ticketNewsOf = (events: readonly LedgerEvent[], before: Recovery | undefined): TicketNews | undefined => {
  const news = ticketNewsIn(events);
  if (news === 'ended' && before !== undefined && isPassedOn(before)) return undefined;
  if ((before?.failure ?? null) === null) return news;
  return news === 'ended' ? 'undone' : news === 'closed' ? 'closed-undone' : news;
};

/** The ticket that a recovery was opened with, by the commit that opened it or by the state before a later one; null for none. */
export function ticketOf(
  { recovery, events }: { readonly recovery: string | null; readonly events: readonly LedgerEvent[] },
  before: StreamState,
): TicketRef | null {
  const opened = events.find((event) => event.type === 'RecoveryOpened');
  if (opened !== undefined) return opened.ticket;
  return recovery === null ? null : (findRecovery(before, recovery)?.ticket ?? null);
}
