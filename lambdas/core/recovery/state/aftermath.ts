import type { Json } from '../../values/hash.ts';
import type { Instant } from '../../values/instant.ts';

/** A directory entry as read back when access was confirmed gone. */
export interface Left {
  /** The directory identity, which keeps under another name. */
  readonly identity: string;
  readonly evidence: Json;
}

/** The recovery that the account is watched after, and the end of that. */
export interface Watch {
  readonly recovery: string;
  readonly until: Instant;
}
