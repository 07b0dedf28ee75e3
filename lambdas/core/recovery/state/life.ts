import { type Instant, plusSeconds, secondsUntil } from '../../values/instant.ts';
import { stageWaiting, workSecondsOf } from './by-hand.ts';
import type { GateName, LedgerEvent, StageName } from './events.ts';
import type { End, Recovery, Status } from './state.ts';

/** The end of the recovery that an event brings, if any. */
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

/** Whether nothing has been executed yet, so that ending it leaves nothing to revoke. */
export const isBeforeExecution = (recovery: Recovery): boolean => BEFORE_EXECUTION.includes(recovery.status);

/** Whether a stop changes anything: before the execution it ends the recovery, and then it revokes the grant, once. */
export const isStoppable = (recovery: Recovery): boolean =>
  isBeforeExecution(recovery) ||
  ((recovery.status === 'executing' || recovery.status === 'granted') && !recovery.stopped);

/** Whether the grant is gone: a review may still be due, but does not block new requests. */
export const isRevoked = ({ status }: Recovery): boolean => status === 'revoked' || status === 'reviewing';

/** Whether this gate has nothing left to wait for. */
export function isGatePassed(recovery: Recovery, gate: GateName): boolean {
  switch (gate) {
    case 'proof':
      return !BEFORE_APPROVAL.includes(recovery.status);
    case 'approval':
      return !BEFORE_APPROVAL.includes(recovery.status) && recovery.status !== 'approving';
    case 'work':
      return stageWaiting(recovery) === null;
    case 'hold':
      return recovery.stopped || !['granted', 'executing', ...BEFORE_EXECUTION].includes(recovery.status);
    case 'review':
      return recovery.status === 'revoked' || recovery.reviewer !== null;
  }
}

const DAY = 86_400;

/** Seconds until a review is overdue, when the plan asks for none but a stop, a failure or a sample causes one. */
export const OWED_REVIEW = 7 * DAY;

/**
 * Seconds for the review; null without a review. INVARIANT: a recovery that was stopped or failed after its execution began is reviewed, and
 * so is one whose sightings were drawn for it, whatever the plan says.
 */
export const reviewWithinOf = ({
  plan,
  stopped,
  sample,
}: Pick<Recovery, 'plan' | 'stopped' | 'sample'>): number | null =>
  plan?.reviewWithin ?? (stopped || sample?.reviewed === true ? OWED_REVIEW : null);

/** When the current stage expires; null while nothing is due. */
export function deadlineOf(recovery: Recovery): Instant | null {
  const { plan, stageAt, status, grant } = recovery;
  if (plan === null) return null;
  if (status === 'proofing') return plusSeconds(stageAt, plan.proofWindow);
  if (status === 'approving') return plusSeconds(stageAt, plan.approvalWindow);
  if (status === 'executing' || status === 'granted') return grant?.expiresAt ?? null;
  const reviewWithin = reviewWithinOf(recovery);
  return status === 'reviewing' && reviewWithin !== null ? plusSeconds(stageAt, reviewWithin) : null;
}

/** The stage in which a recovery waits for people; undefined while it waits for none. */
export const stageOf = ({ status }: Pick<Recovery, 'status'>): StageName | undefined => STAGES[status];

const STAGES: Readonly<Partial<Record<Status, StageName>>> = {
  proofing: 'proof',
  approving: 'approval',
  reviewing: 'review',
};

/** When half of the current stage's window is over; null where nobody is waited for, or its window is too short to have a half. */
export function halfOf(recovery: Recovery): Instant | null {
  const deadline = stageOf(recovery) === undefined ? null : deadlineOf(recovery);
  if (deadline === null) return null;
  const half = plusSeconds(recovery.stageAt, Math.ceil(secondsUntil(recovery.stageAt, deadline) / 2));
  return half < deadline ? half : null;
}

/** When the current stage is looked at next: after half of its window, and at its end. */
const nextLookOf = (recovery: Recovery): Instant | null =>
  (recovery.halfAt === null ? halfOf(recovery) : null) ?? deadlineOf(recovery);

/**
 * Seconds for the relay to pass the gate of a review that nobody owes. A shorter time would send the execution round again, with more commits,
 * for as long as the relay is late.
 */
const UNOWED_SECONDS = 60;

/** Seconds until each gate times out, read from the ledger; whole, and at least 1. */
export interface GateTimers {
  readonly proofSeconds: number;
  readonly approvalSeconds: number;
  readonly workSeconds: number;
  readonly holdSeconds: number;
  readonly reviewSeconds: number;
  readonly executeNotBefore: Instant;
}

/**
 * The timers of a recovery at this moment. The current stage has the rest of its window, and before that the rest of its first half; a later stage has
 * its whole window. When a stage sent the recovery back, the repeated wait gets the earlier windows added.
 */
export function timersOf(recovery: Recovery, now: Instant): GateTimers {
  const { plan, status, grant, stopped } = recovery;
  const left = (whole: number, running: boolean): number => {
    const next = running ? nextLookOf(recovery) : null;
    return next === null ? Math.max(1, whole) : secondsUntil(now, next, 1);
  };
  const proofSeconds = left(plan?.proofWindow ?? 1, status === 'proofing');
  const approvalSeconds = left(plan?.approvalWindow ?? 1, status === 'approving');
  return {
    proofSeconds,
    approvalSeconds: status === 'proofing' ? proofSeconds + approvalSeconds : approvalSeconds,
    workSeconds: workSecondsOf(recovery, (end) => secondsUntil(now, end)),
    holdSeconds: stopped || grant === null ? 1 : secondsUntil(now, grant.expiresAt, 1),
    reviewSeconds: left(reviewWithinOf(recovery) ?? UNOWED_SECONDS, status === 'reviewing'),
    executeNotBefore: recovery.executeNotBefore ?? now,
  };
}
