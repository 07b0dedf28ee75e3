import type { SourceName } from '../../../lambdas/core/intake/sources.ts';

/** What was asked of `init`. */
export interface InitOptions {
  readonly outputs: string;
  readonly stack?: string;
  readonly administrators?: string;
  readonly policy?: string;
  readonly seen?: string;
  readonly source?: readonly SourceName[];
  readonly govern?: readonly string[];
  readonly testAlert?: true;
  readonly yes?: true;
}

/** One step of the first day. `next`: somebody must do something. */
export interface Step {
  readonly step: string;
  readonly status: 'done' | 'already' | 'next';
  readonly says: string;
}
