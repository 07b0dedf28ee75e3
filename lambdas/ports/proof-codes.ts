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
