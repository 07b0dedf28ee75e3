import type { Instant } from '../core/values/instant.ts';
import type { Secret } from './secret.ts';

/** Time-based one-time passwords (RFC 6238): SHA-1, six digits, steps of 30 seconds, which is what every authenticator app can do. */
export interface OneTimePasswords {
  /** A fresh secret of 160 bits, in base 32. */
  newSecret(): Secret;
  /** What an app reads from a picture: an `otpauth:` address, with the secret in it. */
  address(secret: Secret, label: string): Secret;
  /**
   * The time step whose password was given: of now, or of one step before or after, for clocks that differ. Null for any other. Whoever
   * calls refuses a step that is not later than the last one that was used.
   */
  stepOf(given: Secret, secret: Secret, now: Instant): number | null;
}
