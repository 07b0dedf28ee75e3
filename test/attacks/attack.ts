import type { Reply } from '../../local/serve/api.ts';
import type { AttackWorld } from './world.ts';

/** One attempt against the running system, with its expected result. */
export interface Attack {
  /** The attempt in words; unique. */
  readonly tries: string;
  /** The rule or point that prevents it, e.g. `rule 1`. */
  readonly against: string;
  /** The code of the answer, or the HTTP status of the gateway's answer. `done`: the answer looks normal, but there must be no effect. */
  readonly code: string;
  /** Severities of the alerts that it causes, in order. */
  readonly alerts: readonly ('info' | 'warning' | 'critical')[];
  /** Commits that it adds to any stream, without the workflow's steps; a bound where refusals of one minute share one commit. */
  readonly commits: number | { readonly atMost: number };
  /** Sets the stage, waits until the system is quiet, and returns the attempt. The last answer counts. */
  readonly stage: (world: AttackWorld) => Promise<() => Promise<Reply>>;
}
