/** Names of the recovery state machine: shared by the definition, its tasks, the relay and the embedded engine. */

export const STATES = {
  assess: 'Assess',
  awaitProof: 'AwaitProof',
  awaitApproval: 'AwaitApproval',
  coolingOff: 'CoolingOff',
  execute: 'Execute',
  awaitWork: 'AwaitWork',
  holdGrant: 'HoldGrant',
  revoke: 'Revoke',
  awaitEnd: 'AwaitEnd',
  awaitReview: 'AwaitReview',
  close: 'Close',
  expireStage: 'ExpireStage',
  reviewOverdue: 'ReviewOverdue',
  ended: 'Ended',
} as const;

/** A gate is a state that waits for people or for time, with a task token. */
export const GATES = ['proof', 'approval', 'work', 'hold', 'review'] as const;
export type Gate = (typeof GATES)[number];

/** Errors that tasks throw on purpose; the state machine retries or catches them by these names. */
export const TASK_ERRORS = {
  /** By the ledger, this recovery has ended: leave quietly. */
  ended: 'RecoveryEnded',
  /** The plan that people countersigned no longer holds; proofs and approvals are asked for again. */
  planVoided: 'PlanVoided',
  /** Something is not due yet (cooling-off, an expiry): read the timers again from the ledger. */
  notDue: 'NotDue',
  /** Two administrators have not adopted the deployed policy yet: wait until they have. */
  notAdopted: 'PolicyNotAdopted',
  /** The connector has accepted the change but not finished it. */
  pending: 'GrantPending',
  /** Nothing performs this but people, who are asked: wait at the gate until two of them say that it is done, or its time is over. */
  work: 'WorkAwaited',
  /** The connector refused for good; everything done so far is revoked. */
  executionFailed: 'ExecutionFailed',
  /** Access is not confirmed gone yet; retried until it is. */
  notGone: 'GrantNotGone',
} as const;

/** Input of every task, and of an execution: ids only. */
export interface RecoveryRef {
  readonly account: string;
  readonly recovery: string;
}

/**
 * Data from a task for the state machine: when the next thing is due, read from the ledger. Seconds are whole and at least 1, as Step
 * Functions demands of a timeout.
 */
export interface Timers {
  readonly proofSeconds: number;
  readonly approvalSeconds: number;
  readonly workSeconds: number;
  readonly holdSeconds: number;
  readonly reviewSeconds: number;
  /** ISO 8601 instant in UTC before which nothing is executed. */
  readonly executeNotBefore: string;
}

/** Input of the gate task. */
export interface GateInput extends RecoveryRef {
  readonly gate: Gate;
  readonly taskToken: string;
}

/** Seconds after a grant's end when the sweeper acts and a missing revocation raises an alarm: after the workflow's own attempt. */
export const GRACE_SECONDS = 60;

/**
 * Seconds before a grant's end for which its one-time schedule is armed, since the scheduler is late by up to a minute. What comes before the end
 * waits for it.
 */
export const LEAD_SECONDS = 5;
