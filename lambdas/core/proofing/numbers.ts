/** The numbers of NIST SP 800-63B-4 that proofing keeps to; times are in seconds, and each is still allowed to the very end. */

/** Entropy of a saved recovery code (section 4.2.1.1). */
export const SAVED_CODE_BITS = 64;

/** Decimal digits of an issued recovery code (section 4.2.1.2). */
export const ISSUED_CODE_DIGITS = 6;

/** An issued code sent as a text message or spoken (section 4.2.1.2). */
export const SMS_AND_VOICE_SECONDS = 600;

/** An issued code sent by e-mail (section 4.2.1.2). */
export const EMAIL_SECONDS = 86_400;

/** What a code that goes through a recovery contact lives longer than the same code sent to the owner (section 4.2.1.3). */
export const RECOVERY_CONTACT_EXTRA_SECONDS = 86_400;

/** A passkey or one-time password that is asked for; within the 600 s of section 3.1.3.2. */
export const AUTHENTICATOR_SECONDS = 300;

/** A session at an identity-verification vendor (section 4.2.1.4 names no time). */
export const VENDOR_SECONDS = 3600;

/** Wrong answers that one challenge takes: the third is a failed proof (rule 10). */
export const WRONG_ANSWERS = 3;

/** Largest count of consecutive failures that section 3.2.2 allows. */
export const MOST_CONSECUTIVE_FAILURES = 100;

/** Consecutive wrong answers by one method on one account before it is throttled: a tenth of what is allowed. */
export const CONSECUTIVE_FAILURES = MOST_CONSECUTIVE_FAILURES / 10;

/** Salt of a code that is stored hashed (section 3.1.2.2). */
export const SALT_BITS = 32;

/** How long a contact must have been registered before it counts (rule 8). */
export const CONTACT_MIN_AGE = 604_800;

/** How long an authenticator or recovery contact must have been enrolled before it counts (rule 8). */
export const AUTHENTICATOR_MIN_AGE = 86_400;

/** How long a verified proof counts. */
export const PROOF_SECONDS = 86_400;
