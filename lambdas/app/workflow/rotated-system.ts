import type { Secret } from '../../ports/secret.ts';

/** One version in place of another. */
export interface Succession {
  /** The value that consumers read before, or still read. */
  readonly replaced: Secret;
  /** The value of the new version. */
  readonly pending: Secret;
}

/**
 * The system behind a secret, which must learn of a new credential. Each method continues from an earlier attempt, also after one that was
 * carried out and whose answer was lost. Throws `RotationError` where no retry helps, and `AdapterError`.
 */
export interface RotatedSystem {
  /** The value of the next version, by its id. In the system it changes nothing that anybody uses. */
  next(current: Secret, version: string): Promise<Secret>;
  /** Throws `RotationError` unless `pending` differs from `replaced` as `next` makes it differ, and in nothing else. */
  assertSuccessor(change: Succession): void;
  /** The pending credential is valid from now on. */
  enable(change: Succession): Promise<void>;
  /** Whether a consumer gets in with the pending credential. Changes nothing. */
  accepts(change: Succession): Promise<boolean>;
  /** Nobody gets in with the replaced credential any more, and nobody is in with it. */
  end(change: Succession): Promise<void>;
  /** The replaced credential is valid until this moment, and not longer. */
  endAt(change: Succession, at: Date): Promise<void>;
  /** The replaced credential is valid again, and the pending one is not. */
  restore(change: Succession): Promise<void>;
}

/** Tells whether a consumer does its work with the current version of its secret. */
export interface ConsumerProbe {
  /** Waits for a while until it is well. False when it is still not; throws nothing. */
  isWell(version: string): Promise<boolean>;
}
