import type { Secret } from './secret.ts';

/** Credentials that wait for their requester. The executor seals and cannot open; the claim function opens and cannot seal. */
export interface Seals {
  /** Seals a credential under a grant, in place of one that an attempt before a crash has sealed. Durable when it returns. */
  seal(grant: string, credential: Secret): Promise<void>;
  /** Undefined when it was never sealed or has been destroyed. */
  open(grant: string): Promise<Secret | undefined>;
  /** Destroys it without recovery window. Idempotent. */
  destroy(grant: string): Promise<void>;
}
