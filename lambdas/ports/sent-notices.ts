import type { LedgerPlace } from './queue.ts';

/** Remembers whom the notices of a commit have reached, for longer than any redelivery takes. Written by the notices function only. */
export interface SentNotices {
  /** The contacts that the notices of this commit have reached. Strongly consistent. */
  sentTo(commit: LedgerPlace): Promise<ReadonlySet<string>>;
  /** Adds contacts of one commit, all or none. Idempotent; durable when it returns. */
  add(commit: LedgerPlace, contacts: readonly string[], at: string): Promise<void>;
}
