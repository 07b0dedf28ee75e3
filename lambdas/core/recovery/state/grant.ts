import type { Action } from '../../registry/account.ts';
import type { Instant } from '../../values/instant.ts';

/** The result of execution. */
export interface Grant {
  /** The connector's key for this grant; the same for every attempt, so an attempt after a crash finds the first one. */
  readonly id: string;
  readonly startedAt: Instant;
  readonly expiresAt: Instant;
  /** The connector's name for it (null until it is issued), and the directory's version of the password, where its evidence says one. */
  readonly reference: string | null;
  readonly passwordVersion: number | null;
  readonly claimable: boolean;
  /** The command that claimed it, and the time. */
  readonly claim: { readonly command: string; readonly at: Instant } | null;
  /** The recovery whose newer grant replaced this one: only the newest may end the access (rule 14). */
  readonly supersededBy: string | null;
  /** Actions of the grants that this one replaced. */
  readonly supersedes: readonly Action[];
}
