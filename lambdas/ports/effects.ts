import type { BusDetail } from '../contract/bus.ts';
import type { RecoveryRef, Timers } from '../contract/workflow.ts';
import type { Alert } from '../core/audit/alert.ts';
import type { Secret } from './secret.ts';

/** Tells other systems what happened. At least once; subscribers de-duplicate by account, number and type. */
export interface EventBus {
  publish(events: readonly { readonly type: string; readonly detail: BusDetail }[]): Promise<void>;
}

/** Tells the people on duty. At least once. */
export interface Alerts {
  send(alert: Alert): Promise<void>;
}

/** The second revocation timer: a one-time schedule that calls the revoke function. */
export interface RevocationTimer {
  /** Arms it for this moment. Idempotent for one recovery: the same moment again is no error. Durable when it returns. */
  arm(ref: RecoveryRef, at: string): Promise<void>;
  /** Takes it away once the grant is confirmed gone. One that has fired or is gone is no error. */
  disarm(ref: RecoveryRef): Promise<void>;
}

/** The engine that owns time. Only the relay calls it. Every call may be repeated. */
export interface Workflow {
  /** Starts the execution of a recovery. One that has been started under this name already, running or not, is left alone. */
  start(ref: RecoveryRef): Promise<void>;
  /** Resumes a gate. A token that is spent, or whose execution is over, is no error: the ledger is ahead. */
  resume(token: Secret, timers: Timers): Promise<void>;
  /** Lets a gate fail with the named error. As forgiving as `resume`. */
  fail(token: Secret, error: string): Promise<void>;
  /** Stops the execution of a recovery that has come to an end. One that is not running is no error. */
  stop(ref: RecoveryRef, cause: string): Promise<void>;
}
