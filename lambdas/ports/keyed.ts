import type { Pseudonym } from '../core/risk/facts.ts';
import type { Instant } from '../core/values/instant.ts';
import type { Secret } from './secret.ts';

/** What is kept of a code: enough to tell it again, and not enough to find it. */
export interface HashedCode {
  readonly hash: string;
  /** At least 32 bits; several codes of one person may share one. */
  readonly salt: string;
}

/** Makes and compares the codes of SP 800-63B-4 section 4.2.1. Values exist here, at the person, and on the way between them only. */
export interface ProofCodes {
  /** A code to send: 8 decimal digits, from an approved random bit generator. */
  issued(): Secret;
  /** A code to keep: 80 bits of chance, in letters and digits that cannot be mistaken for each other. */
  saved(): Secret;
  /** A fresh salt of 128 bits. */
  salt(): string;
  /**
   * A slow salted hash under a key of the deployment; the same for every way in which a person may type the code: spaces, dashes, case.
   * Throws `AdapterError` `key-unreadable`, retryable: without the key no code is made, and never one whose hash shows it.
   */
  hash(code: Secret, salt: string): Promise<string>;
  /**
   * Which of these codes was given, or undefined. Compares with each in constant time; hashes once for every salt. Throws `key-unreadable`,
   * retryable: what cannot be compared is neither right nor wrong.
   */
  find<Code extends HashedCode>(given: Secret, codes: readonly Code[]): Promise<Code | undefined>;
}

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

/** What of a request is counted by a pseudonym: the number that called, in E.164, or the network that asked, as address and length. */
export const TRACES = ['caller', 'network'] as const;
export type TraceName = (typeof TRACES)[number];

/**
 * Makes pseudonyms of what is personal: there are few enough numbers and networks to try them all against a plain hash. Equal for equal
 * values under one key, different for the same text as another trace. Whoever has the key can try values; nobody else learns anything but
 * that two are equal.
 */
export interface Pseudonyms {
  /** Throws `AdapterError` `key-unreadable`, retryable: whatever needs a pseudonym is not done without it. */
  of(trace: TraceName, value: Secret): Promise<Pseudonym>;
}

/** What lets whoever was told of a recovery stop it, and nothing else (rule 11): stopping needs little proof. */
export interface StopTokens {
  /** The token of a recovery; always the same under one key. Throws `AdapterError` `stop-key-missing` without a key. */
  of(recovery: string): Promise<Secret>;
  /** Whether this is the token of this recovery; compared in constant time. */
  isOf(token: Secret, recovery: string): Promise<boolean>;
}

/** Cookies that hold together what one browser does on the page of a recovery. Nobody but the server can make one. */
export interface PageCookies {
  /** A new one, of 256 bits of chance. Throws `key-unreadable`, retryable. */
  make(): Promise<Secret>;
  /** Whether `make` made it; compared in constant time. What has another form is not looked up. Throws `key-unreadable`, retryable. */
  isOurs(cookie: Secret): Promise<boolean>;
}
