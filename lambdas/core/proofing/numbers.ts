/** The numbers of NIST SP 800-63B-4 for proofing. Times are in seconds; the last second is still valid. */

/** Entropy of a saved recovery code (section 4.2.1.1). */
export const SAVED_CODE_BITS = 64;

/** Decimal digits of an issued recovery code (section 4.2.1.2). */
export const ISSUED_CODE_DIGITS = 6;

/** Life of an issued code sent as a text message or spoken (section 4.2.1.2). */
export const SMS_AND_VOICE_SECONDS = 600;

/** Life of an issued code sent by e-mail (section 4.2.1.2). */
export const EMAIL_SECONDS = 86_400;

/** Extra life of a code that goes through a recovery contact (section 4.2.1.3). */
export const RECOVERY_CONTACT_EXTRA_SECONDS = 86_400;

/** Time to use a passkey or one-time password; within the 600 s of section 3.1.3.2. */
export const AUTHENTICATOR_SECONDS = 300;

/** Time for a session at an identity-verification vendor (section 4.2.1.4 names no time). */
export const VENDOR_SECONDS = 3600;

/** Wrong answers until a challenge fails: the third is a failed proof (rule 10). */
export const WRONG_ANSWERS = 3;

/** Most consecutive failures that section 3.2.2 allows. */
export const MOST_CONSECUTIVE_FAILURES = 100;

/** Consecutive wrong answers by one method on one account until it is throttled: a tenth of the allowed number. */
export const CONSECUTIVE_FAILURES = MOST_CONSECUTIVE_FAILURES / 10;

/** Bits of salt of a code that is stored hashed (section 3.1.2.2). */
export const SALT_BITS = 32;

/** Seconds that a contact must have been registered before it counts (rule 8). */
export const CONTACT_MIN_AGE = 604_800;

/** Seconds that an authenticator or recovery contact must have been enrolled before it counts (rule 8). */
export const AUTHENTICATOR_MIN_AGE = 86_400;

/** Seconds that a verified proof counts. */
export const PROOF_SECONDS = 86_400;
