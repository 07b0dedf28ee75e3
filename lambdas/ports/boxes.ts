import type { Secret } from './secret.ts';

/** Credentials that wait for their requester. The executor puts and cannot open; the claim function opens and cannot put. */
export interface Boxes {
  /** Boxes a credential under a grant, in place of one that an attempt before a crash has put. Durable when it returns. */
  put(grant: string, credential: Secret): Promise<void>;
  /** Undefined when it was never put or has been destroyed. */
  open(grant: string): Promise<Secret | undefined>;
  /** Destroys it without recovery window. Idempotent. */
  destroy(grant: string): Promise<void>;
}
