import type { BegunCall, CallerFound, CallersFound } from '../../lambdas/contract/help.ts';
import type { Language } from '../language.ts';
import type { Api } from './api.ts';

/** Whom an agent has on the telephone: what was found of them, and the call that a verifier makes. Numbers are kept only here. */
export class Caller {
  /** Null before a search. */
  found: CallersFound | null = null;
  picked: CallerFound | null = null;
  /** The call-back that waits for its code. */
  call: BegunCall | null = null;
  /** The language of the sentences to say; null: that of the console. */
  spoken: Language | null = null;
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Searches; one account alone is picked at once. */
  async find(words: string): Promise<void> {
    this.picked = null;
    this.found = await this.#api.find(words);
    const [first, second] = this.found.items;
    if (first?.account != null && second === undefined) this.picked = first;
  }

  pick(one: CallerFound): void {
    this.picked = one;
  }

  speak(language: Language): void {
    this.spoken = language;
  }

  /** Nothing of the screen before stays. */
  forget(): void {
    this.found = null;
    this.picked = null;
    this.call = null;
    this.spoken = null;
  }

  /** What a screen is drawn from. */
  contents(): readonly unknown[] {
    return [this.found, this.picked, this.call, this.spoken];
  }
}
