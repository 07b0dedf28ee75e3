import type { HashedCommit } from '../core/audit/commit.ts';
import type { Family } from '../core/audit/families.ts';
import type { Keys, PinnedHalf, PublicHalf, Writer } from '../core/audit/keys.ts';
import type { Actor, Command } from '../core/recovery/state/commands.ts';
import type { Instant } from '../core/values/instant.ts';

/** Signs this function's commits with the key of its family. */
export interface Signer {
  /**
   * The function's family, and the key that counts for it at this moment. Throws `AdapterError` `family-not-allowed`, not retryable, for a command or an actor that
   * its family may not write: readers would reject that commit.
   */
  writerOf(command: Command['type'], by: Actor['by'], at: Instant): Promise<Writer>;

  /**
   * The writer's signature over the commit's hash: one call. A repeated call gives another, equally valid signature. Throws `AdapterError`;
   * then nothing was written, and a retryable call may be repeated.
   */
  sign(commit: HashedCommit): Promise<string>;
}

/** The pinned public keys of the deployment. */
export interface Keyring {
  /**
   * The keys that verify signatures of these names. Each public half is fetched once in the life of an instance; a name that is not pinned
   * stays unknown, like one that nobody has adopted. Throws `AdapterError` when a pinned half cannot be fetched: its signatures can be neither accepted nor rejected until
   * then.
   */
  keysFor(names: readonly string[]): Promise<Keys>;

  /** All halves that count, with their times, for verifying elsewhere. Throws like `keysFor`. */
  halves(): Promise<readonly PublicHalf[]>;

  /** All halves that the deployment pins, also those that nobody has adopted. Throws like `keysFor`. */
  pinned(): Promise<readonly PinnedHalf[]>;

  /**
   * The key that a family signs with at this moment. An adopted key is known at most 15 seconds after its adoption, which is less than its lead.
   * Throws like `keysFor`, and `key-unreadable` for a family without a key.
   */
  current(family: Family, at: Instant): Promise<Writer>;
}
