import { type Instant, plusSeconds, secondsUntil } from '../values/instant.ts';
import type { GateName, LedgerEvent } from './events.ts';
import type { End, Recovery, Status } from './state.ts';

/** The end that an event puts to a recovery, if it does. */
export function endOf(event: LedgerEvent): End | undefined {
  return ENDING[event.type];
}

const ENDING: Readonly<Partial<Record<LedgerEvent['type'], End>>> = {
  RecoveryDenied: 'denied',
  RecoveryRefused: 'refused',
  RecoveryRejected: 'rejected',
  RecoveryExpired: 'expired',
  RecoveryStopped: 'stopped',
  RecoveryClosed: 'closed',
};

const BEFORE_APPROVAL: readonly Status[] = ['opened', 'proofing'];
const BEFORE_EXECUTION: readonly Status[] = [...BEFORE_APPROVAL, 'approving', 'approved'];

/** Nothing has been executed yet, so ending it leaves nothing to revoke. */
export const isBeforeExecution = (recovery: Recovery): boolean => BEFORE_EXECUTION.includes(recovery.status);

/** What was given is gone: a review may still be owed, and keeps nobody from asking again. */
export const isRevoked = ({ status }: Recovery): boolean => status === 'revoked' || status === 'reviewing';

/** Whether there is nothing left to wait for at this gate. */
export function isGatePassed(recovery: Recovery, gate: GateName): boolean {
  switch (gate) {
    case 'proof':
      return !BEFORE_APPROVAL.includes(recovery.status);
    case 'approval':
      return !BEFORE_APPROVAL.includes(recovery.status) && recovery.status !== 'approving';
    case 'hold':
      return recovery.stopped || !['granted', 'executing', ...BEFORE_EXECUTION].includes(recovery.status);
    case 'review':
      return recovery.status === 'revoked' || recovery.reviewer !== null;
  }
}

const DAY = 86_400;

/** Seconds until a review is overdue where the plan asks for none and there is one all the same. */
export const STOPPED_REVIEW = 7 * DAY;

/**
 * Seconds that a reviewer has, at most; null where nobody looks at it afterwards.
 * INVARIANT: what was stopped or failed after its execution began is reviewed, whatever the plan asks.
 */
export const reviewWithinOf = ({ plan, stopped }: Pick<Recovery, 'plan' | 'stopped'>): number | null =>
  plan?.reviewWithin ?? (stopped ? STOPPED_REVIEW : null);

/** When the present stage is over by itself; null while nothing is due. */
export function deadlineOf(recovery: Recovery): Instant | null {
  const { plan, stageAt, status, grant } = recovery;
  if (plan === null) return null;
  if (status === 'proofing') return plusSeconds(stageAt, plan.proofWindow);
  if (status === 'approving') return plusSeconds(stageAt, plan.approvalWindow);
  if (status === 'executing' || status === 'granted') return grant?.expiresAt ?? null;
  const reviewWithin = reviewWithinOf(recovery);
  return status === 'reviewing' && reviewWithin !== null ? plusSeconds(stageAt, reviewWithin) : null;
}

/** Seconds until each gate gives up, read from the ledger; whole, and at least 1. */
export interface GateTimers {
  readonly proofSeconds: number;
  readonly approvalSeconds: number;
  readonly holdSeconds: number;
  readonly reviewSeconds: number;
  readonly executeNotBefore: Instant;
}

/**
 * The timers of a recovery as they stand now. The stage that is under way has what is left of its window; a stage that comes later has
 * its whole window. A wait that a stage sent back must repeat gets the earlier windows on top.
 */
export function timersOf(recovery: Recovery, now: Instant): GateTimers {
  const { plan, status, grant, stopped } = recovery;
  const left = (whole: number, running: boolean): number => {
    const deadline = running ? deadlineOf(recovery) : null;
    return deadline === null ? Math.max(1, whole) : secondsUntil(now, deadline, 1);
  };
  const proofSeconds = left(plan?.proofWindow ?? 1, status === 'proofing');
  const approvalSeconds = left(plan?.approvalWindow ?? 1, status === 'approving');
  return {
    proofSeconds,
    approvalSeconds: status === 'proofing' ? proofSeconds + approvalSeconds : approvalSeconds,
    holdSeconds: stopped || grant === null ? 1 : secondsUntil(now, grant.expiresAt, 1),
    reviewSeconds: left(reviewWithinOf(recovery) ?? 1, status === 'reviewing'),
    executeNotBefore: recovery.executeNotBefore ?? now,
  };
}
