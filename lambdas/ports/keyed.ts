import type { WordsOf } from '../core/proofing/words.ts';
import type { Pseudonym } from '../core/risk/facts.ts';
import type { Instant } from '../core/values/instant.ts';
import type { Secret } from './secret.ts';

/** The stored form of a code: enough to check a typed code, not enough to compute the code. */
export interface HashedCode {
  readonly hash: string;
  /** At least 32 bits; several codes of one person may share a salt. */
  readonly salt: string;
}

/** Makes and compares the codes of SP 800-63B-4 section 4.2.1. The codes themselves are never stored. */
export interface ProofCodes {
  /** A code to send: 8 decimal digits, from an approved random bit generator. */
  issued(): Secret;
  /** A code for the owner to keep: 80 random bits, in letters and digits that cannot be confused with each other. */
  saved(): Secret;
  /** A fresh salt of 128 bits. */
  salt(): string;
  /**
   * A slow salted hash under a key of the deployment. Spaces, dashes and case of the typed code make no difference. Throws `AdapterError`
   * `key-unreadable`, retryable: without the key there is no hash, and so no code.
   */
  hash(code: Secret, salt: string): Promise<string>;
  /**
   * The code among these that was given, or undefined. Compares with each in constant time; hashes once for every salt. Throws
   * `key-unreadable`, retryable: without the key a code is neither right nor wrong.
   */
  find<Code extends HashedCode>(given: Secret, codes: readonly Code[]): Promise<Code | undefined>;
}

/** Time-based one-time passwords (RFC 6238): SHA-1, six digits, steps of 30 seconds, which every authenticator app supports. */
export interface OneTimePasswords {
  /** A fresh secret of 160 bits, in base 32. */
  newSecret(): Secret;
  /** The `otpauth:` address, with the secret in it, that an app reads from a picture. */
  address(secret: Secret, label: string): Secret;
  /**
   * The time step of the given password: the current one, or one before or after it, for clocks that differ. Null for every other password.
   * The caller must refuse a step that is not later than the last one used.
   */
  stepOf(given: Secret, secret: Secret, now: Instant): number | null;
}

/** The secrets by which the edge proves that a request came through it. */
export interface EdgeSecrets {
  /** In constant time. Throws `key-unreadable`, retryable: without its secrets no request can be told from another. */
  isOurs(given: Secret): Promise<boolean>;
}

/** Personal data that is counted by pseudonym: the calling number, in E.164, or the asking network, as address and length. */
export const TRACES = ['caller', 'network'] as const;
export type TraceName = (typeof TRACES)[number];

/**
 * Makes pseudonyms of personal data. A plain hash is not enough: all numbers and networks can be tried. Equal values give equal pseudonyms
 * under one key; one text gives different pseudonyms for different traces. Only the key's holder can test a value; others learn only that
 * two values are equal.
 */
export interface Pseudonyms {
  /** Throws `AdapterError` `key-unreadable`, retryable: an operation that needs a pseudonym fails without it. */
  of(trace: TraceName, value: Secret): Promise<Pseudonym>;
}

/**
 * The words that the help desk and a requester say to each other (rule 12), under a key of their own: neither the ledger, nor an export of it,
 * nor the address of a page tells them.
 */
export interface SpokenWords {
  /** The words of texts under the current key. Throws `key-unreadable`, retryable: without the key nobody is shown or takes any words. */
  current(): Promise<WordsOf>;
}

/** Tokens that let a notified person stop a recovery, and nothing else (rule 11): stopping needs little proof. */
export interface StopTokens {
  /** The token of a recovery; the same every time under one key. Throws `AdapterError` `stop-key-missing` without a key. */
  of(recovery: string): Promise<Secret>;
  /** Whether this is the token of this recovery; compared in constant time. */
  isOf(token: Secret, recovery: string): Promise<boolean>;
}

/** Cookies that tie together what one browser does on a recovery's page. Only the server can make one. */
export interface PageCookies {
  /** A new cookie of 256 random bits. Throws `key-unreadable`, retryable. */
  make(): Promise<Secret>;
  /** Whether `make` made it; compared in constant time. A malformed cookie needs no key. Throws `key-unreadable`, retryable. */
  isOurs(cookie: Secret): Promise<boolean>;
}
