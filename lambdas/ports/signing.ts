import type { HashedCommit } from '../core/audit/commit.ts';
import type { Keys, PublicHalf, Writer } from '../core/audit/keys.ts';
import type { Actor, Command } from '../core/recovery/commands.ts';

/** Signs what this function appends, with the key of its family. */
export interface Signer {
  /**
   * Who the function writes as, and with which key now. Throws `AdapterError` `family-not-allowed`, not retryable, for a command or an actor
   * that its family may not write: nobody would believe that commit.
   */
  writerOf(command: Command['type'], by: Actor['by']): Promise<Writer>;

  /**
   * The signature of the commit's writer over its hash: one call. Signing again gives another signature that is as good. Throws
   * `AdapterError`; nothing was written then, and the caller may repeat the call where it says so.
   */
  sign(commit: HashedCommit): Promise<string>;
}

/** The public halves of the keys that the deployment has pinned. */
export interface Keyring {
  /**
   * What verifies signatures by these keys. Each public half is fetched once in the life of an instance; a name that is not pinned stays
   * unknown. Throws `AdapterError` where a pinned half cannot be fetched: nothing that it signed can be believed or disbelieved until then.
   */
  keysFor(names: readonly string[]): Promise<Keys>;

  /** All of them, for whoever verifies elsewhere. Throws as `keysFor`. */
  halves(): Promise<readonly PublicHalf[]>;
}
