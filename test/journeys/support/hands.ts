import type { MethodName } from '../../../lambdas/core/proofing/methods.ts';

/**
 * What the people of one recovery do, each with only what that person has: by the API, or in a browser of their own. Everything throws where
 * it is not accepted.
 */
export interface Hands {
  /** The requester prepares, on a good day, what they will prove with. */
  prepare(): Promise<void>;
  /** The requester asks. Returns the id of the recovery. */
  ask(): Promise<string>;
  /** The requester opens the page, and types the words that the help desk says. */
  visit(): Promise<void>;
  /** Gives one proof, by whoever can. */
  give(method: MethodName): Promise<void>;
  /** An approver countersigns the plan that they see. */
  countersign(approver: string): Promise<void>;
  /** The requester takes what was made: on the page, or signed in. */
  claim(at: 'page' | 'signed in'): Promise<string>;
  /** Somebody on duty ends it. */
  stop(): Promise<void>;
  /** A reviewer finds that it was as it should be. */
  review(): Promise<void>;
  /** They go home. */
  leave(): Promise<void>;
}
