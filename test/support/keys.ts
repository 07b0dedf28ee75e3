import { HmacPageCookies } from '../../lambdas/adapters/keyed/page-cookies.ts';
import { scryptProofCodes } from '../../lambdas/adapters/keyed/proof-codes.ts';
import { HmacSpokenWords } from '../../lambdas/adapters/keyed/spoken-words.ts';
import { AdapterError } from '../../lambdas/ports/errors.ts';
import { type DeploymentKey, type KeyVersions, Secret } from '../../lambdas/ports/secret.ts';

/** A key of the deployment in memory, which a test can replace or make unreadable. */
export class MemoryKey implements DeploymentKey {
  isReadable = true;
  #current: string | undefined;
  #previous: string | undefined;

  constructor(current?: string) {
    this.#current = current;
  }

  replace(value: string): void {
    this.#previous = this.#current;
    this.#current = value;
  }

  forgetPrevious(): void {
    this.#previous = undefined;
  }

  async versions(): Promise<KeyVersions> {
    const [current, ...previous] = [this.#current, this.#previous].filter((key) => isStrong(key));
    if (!this.isReadable || current === undefined || current !== this.#current)
      throw new AdapterError('key-unreadable', { retryable: true });
    return [new Secret(current), ...previous.map((key) => new Secret(key))];
  }
}

const isStrong = (key: string | undefined): key is string => (key?.trim().length ?? 0) >= 32;

/** The default key of pseudonyms. */
export const PSEUDONYM_KEY = 'p'.repeat(64);

/** The default key for the hashes of codes. */
export const CODE_KEY = 'c'.repeat(64);

/** The default key of the words that people say to each other. */
export const WORD_KEY = 'w'.repeat(64);

/** Real words under that key. */
export const spokenWords = new HmacSpokenWords(new MemoryKey(WORD_KEY));
export const wordsOf = await spokenWords.current();

/** Real codes with slow hashes, under that key. */
export const proofCodes = scryptProofCodes(new MemoryKey(CODE_KEY));

/** Real cookies of pages under that key. */
export const pageCookies = new HmacPageCookies(new MemoryKey(CODE_KEY));
