import type { BusDetail } from '../contract/bus.ts';
import type { RecoveryRef, Timers } from '../contract/workflow.ts';
import type { Alert } from '../core/audit/alert.ts';
import type { Secret } from './secret.ts';

/** Tells other systems about events. At least once; subscribers de-duplicate by account, number and type. */
export interface EventBus {
  publish(events: readonly { readonly type: string; readonly detail: BusDetail }[]): Promise<void>;
}

/** Tells the people on duty. At least once. */
export interface Alerts {
  send(alert: Alert): Promise<void>;
}

/** The second revocation timer: a one-time schedule that calls the revoke function. */
export interface RevocationTimer {
  /** Arms the timer for the end of a grant. Idempotent: the same end again is no error. Durable when it returns. */
  arm(ref: RecoveryRef, due: string): Promise<void>;
  /** Removes the timer after the grant is confirmed gone. A timer that has fired or is gone is no error. */
  disarm(ref: RecoveryRef): Promise<void>;
}

/** The workflow engine, which owns time. Only the relay calls it. Every call may be repeated. */
export interface Workflow {
  /** Starts the execution of a recovery. An execution with this name, running or ended, is left alone. */
  start(ref: RecoveryRef): Promise<void>;
  /** Resumes a gate. A used token, or one of an ended execution, is no error: the ledger is ahead. */
  resume(token: Secret, timers: Timers): Promise<void>;
  /** Fails a gate with the named error. A used token is no error here either. */
  fail(token: Secret, error: string): Promise<void>;
  /** Stops the execution of an ended recovery. An execution that is not running is no error. */
  stop(ref: RecoveryRef, cause: string): Promise<void>;
}
