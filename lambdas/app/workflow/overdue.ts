import { endsWithin } from '../../contract/ends.ts';
import { GRACE_SECONDS } from '../../contract/workflow.ts';
import type { Action } from '../../core/registry/account.ts';
import { type Instant, plusSeconds } from '../../core/values/instant.ts';
import { WorkAwaited } from './by-hand.ts';
import { TaskError } from './workflow-step.ts';

/**
 * Seconds after its end for which a revocation that the directory has accepted and is carrying out, such as the rotation of a secret, is pending
 * and not overdue, unless its connector takes longer (`contract/ends.ts`). The one-time schedule has then made the last of its attempts.
 */
export const RUNNING_SECONDS = 180;

/** Access is not gone yet, because an accepted revocation is still being carried out. */
export class StillRunning extends TaskError {
  /** How long that may take. */
  readonly seconds: number;

  constructor(connector: string, action: Action) {
    super('notGone', `${connector} is still revoking`);
    this.seconds = endsWithin(connector, action) ?? RUNNING_SECONDS;
  }
}

/** Whether a grant whose revocation has ended in this error is overdue. */
export const isOverdue = (expiresAt: Instant, now: Instant, error: unknown): boolean =>
  error instanceof WorkAwaited
    ? now > error.until
    : now > plusSeconds(expiresAt, error instanceof StillRunning ? error.seconds : GRACE_SECONDS);
