import type { BegunCall, CallerFound, CallersFound } from '../../../lambdas/contract/help.ts';
import type { StaffItem } from '../../../lambdas/contract/staff.ts';
import type { Language } from '../../shared/language.ts';
import type { Api, HeardBack } from './api.ts';
import { Refused } from './refused.ts';

/** Refusals after which only another call can be answered. */
const CALL_IS_OVER: readonly string[] = ['challenge-expired', 'challenge-answered', 'challenge-unknown'];

/** Whom an agent has on the telephone: what was found of them, and the call that a verifier makes. Numbers are kept only here. */
export class Caller {
  /** Null before a search. */
  found: CallersFound | null = null;
  picked: CallerFound | null = null;
  /** What is open of the accounts that were found, as far as the agent may read it. */
  open: readonly StaffItem[] = [];
  /** The language of the sentences to say; null: that of the console. */
  spoken: Language | null = null;
  readonly #api: Api;
  #call: BegunCall | null = null;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Searches; one account alone is picked at once. */
  async find(words: string): Promise<void> {
    this.picked = null;
    const [found, open] = await Promise.all([this.#api.find(words), this.#openNow()]);
    this.found = found;
    this.open = open.filter(({ account }) => found.items.some((one) => one.account === account));
    const [first, second] = this.found.items;
    if (first?.account != null && second === undefined) this.picked = first;
  }

  /** None where it cannot be read: the search is worth more. */
  readonly #openNow = async (): Promise<readonly StaffItem[]> =>
    this.#api.list('open').then(
      ({ items }) => items,
      () => [],
    );

  /** The call-back that waits for its code; null once its time is over. */
  get call(): BegunCall | null {
    return this.isOver ? null : this.#call;
  }

  /** The last call-back got no right answer in its time. */
  get isOver(): boolean {
    return this.#call !== null && Date.parse(this.#call.expiresAt) <= Date.now();
  }

  begin(call: BegunCall): void {
    this.#call = call;
  }

  /** Leaves this call, for another number or another try. */
  hangUp(): void {
    this.#call = null;
  }

  /** What the called person read back. A call that takes no answer any more is left. */
  async readBack(recovery: string, heard: Parameters<Api['readBack']>[1]): Promise<HeardBack> {
    try {
      const answer = await this.#api.readBack(recovery, heard);
      if (answer.correct) this.hangUp();
      return answer;
    } catch (error) {
      if (error instanceof Refused && CALL_IS_OVER.includes(error.code)) this.hangUp();
      throw error;
    }
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
    this.open = [];
    this.#call = null;
    this.spoken = null;
  }

  /** What a screen is drawn from. */
  contents(): readonly unknown[] {
    return [this.found, this.picked, this.open, this.call, this.isOver, this.spoken];
  }
}
