const REDACTED = '[redacted]';

/**
 * A value that must never be seen by accident: printing, interpolating, serialising or inspecting it gives `[redacted]`. `reveal` is the
 * one way to the value, and easy to search for.
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

/** Credentials that wait for their requester. The executor puts and cannot open; the claim function opens and cannot put. */
export interface Boxes {
  /** Boxes a credential under a grant, in place of one that an attempt before a crash has put. Durable when it returns. */
  put(grant: string, credential: Secret): Promise<void>;
  /** Undefined when it was never put or has been destroyed. */
  open(grant: string): Promise<Secret | undefined>;
  /** Destroys it without recovery window. Idempotent. */
  destroy(grant: string): Promise<void>;
}

/** One key of the deployment, for one purpose: made by a machine, seen by nobody, readable by the functions that serve that purpose. */
export interface DeploymentKey {
  /**
   * The key that is in force, then, while it is kept, the one before. As it is now: nothing is remembered, so that no function uses a
   * key that another one has stopped using. Throws `AdapterError` `key-unreadable`, retryable, also where there is none or a weak one:
   * it is ours to set right, and the same call works then.
   */
  versions(): Promise<KeyVersions>;
}

export type KeyVersions = readonly [current: Secret, ...previous: Secret[]];

/** The signing keys of a ticket source: the current one and, while it is being rotated, the one before. */
export interface WebhookKeys {
  /** Empty for a source that has no keys: then nothing that comes from it can be verified. May be up to five minutes old. */
  of(source: string): Promise<readonly Secret[]>;
}
