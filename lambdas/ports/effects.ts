import type { BusDetail } from '../contract/bus.ts';
import type { RecoveryRef } from '../contract/workflow.ts';
import type { Alert } from '../core/audit/alert.ts';

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
