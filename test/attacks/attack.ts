import type { Reply } from '../../local/serve/api.ts';
import type { AttackWorld } from './world.ts';

/** One attempt against the running system, and what must come of it. */
export interface Attack {
  /** What is tried, in words; unique. */
  readonly tries: string;
  /** The rule or the point that stands against it, e.g. `rule 1`. */
  readonly against: string;
  /** The code of the answer, the HTTP status where the gateway gives none; `done` where the request is answered as any other is, and must have no effect. */
  readonly code: string;
  /** Severities of what people on duty are told of it, in order. */
  readonly alerts: readonly ('info' | 'warning' | 'critical')[];
  /** Commits that it adds, to whatever stream, without the steps of the workflow; a bound where refusals of one minute share one commit. */
  readonly commits: number | { readonly atMost: number };
  /** Sets the stage, waits until nothing moves any more, and returns the attempt. The last answer counts. */
  readonly stage: (world: AttackWorld) => Promise<() => Promise<Reply>>;
}
