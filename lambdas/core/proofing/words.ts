import { sha256 } from '../values/hash.ts';
import { FIRST_WORDS } from './words/first.ts';
import { SECOND_WORDS } from './words/second.ts';

/**
 * Two words that the requester and the agent both see, so that each can tell that the other looks at the same recovery (rule 12). They
 * follow from the recovery's id alone: 8 bits each, 16 together, so that a caller who does not know the id guesses them once in 65,536
 * times. They prove nothing to the product, and whoever has the page's address has them: they are no secret and no proof.
 */
export function wordsOf(recovery: string): readonly [string, string] {
  const digest = sha256(`words:${recovery}`);
  return [wordAt(FIRST_WORDS, digest.slice(0, 2)), wordAt(SECOND_WORDS, digest.slice(2, 4))];
}

/** A list has 256 words, one for each byte; a test counts them. */
const wordAt = (words: readonly string[], byte: string): string => words[Number.parseInt(byte, 16)] ?? '';
