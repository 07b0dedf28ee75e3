import type { RecoveryRef, Timers } from '../contract/workflow.ts';
import type { Secret } from './secret.ts';

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
