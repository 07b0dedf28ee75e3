import { randomBytes } from 'node:crypto';
import type { Surroundings } from '../../ports/identifiers.ts';

/** RFC 4648 base 32 in lower case: ids survive systems that fold case, and contain no `-`, `_` or `.`. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const LENGTH = 26;

/** The real clock and the real dice: 26 characters of five bits are 130 bits of chance. */
export const surroundings: Surroundings = {
  now: () => new Date().toISOString(),
  // 256 is a multiple of 32, so that every letter is equally likely.
  newId: () => Array.from(randomBytes(LENGTH), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join(''),
};
