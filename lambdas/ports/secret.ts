import type { Instant } from '../core/values/instant.ts';

const REDACTED = '[redacted]';

/**
 * A value that must not be shown by accident: printing, interpolating, serialising or inspecting it gives `[redacted]`. Only `reveal`
 * returns the value, and its calls are easy to find.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED;
  }
}

/** Boxes with credentials for requesters. The executor can put and not open; the claim function can open and not put. */
export interface Boxes {
  /**
   * Puts a credential into the box of a grant, replacing one from an attempt before a crash. Durable when it returns. `endsAt` is the moment
   * from which nobody may open it; a box without it stays until it is destroyed.
   */
  put(grant: string, credential: Secret, endsAt?: Instant): Promise<void>;
  /** The credential; undefined when it was never put or has been destroyed. */
  open(grant: string): Promise<Secret | undefined>;
  /** Destroys the box without a recovery window. Idempotent. */
  destroy(grant: string): Promise<void>;
}

/** Boxes that are found again without their grant: one that was put while its grant was ended belongs to nothing that would destroy it. */
export interface SweptBoxes extends Boxes {
  /** The grants of at most 100 boxes that have ended before this moment. A box of the last seconds may be missing, and one just destroyed there. */
  endedBefore(moment: Instant): Promise<readonly string[]>;
}

/** A key of the deployment for one purpose: made by a machine, seen by nobody, readable only by the functions of that purpose. */
export interface DeploymentKey {
  /**
   * The current key, and the previous one while it is kept. Never cached: no function uses a key that another function has stopped using.
   * Throws `AdapterError` `key-unreadable`, retryable, also for a missing or weak key: the operators can repair it, and the same call then
   * works.
   */
  versions(): Promise<KeyVersions>;
}

export type KeyVersions = readonly [current: Secret, ...previous: Secret[]];

/** The signing keys of a ticket source: the current one and, during rotation, the previous one. */
export interface WebhookKeys {
  /** Empty for a source without keys: then none of its deliveries can be verified. May be up to five minutes old. */
  of(source: string): Promise<readonly Secret[]>;
}
