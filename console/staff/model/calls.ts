import type { CallBehind, CallsToMe, OwnCalls } from '../../../lambdas/contract/help.ts';
import type { Api } from './api.ts';

/** Calls of the help desk: those that somebody looks up, and those that an agent makes. */
export class CallsModel {
  /** What was found for the words that were typed; null before a look-up. */
  found: (CallBehind & { readonly heard: string }) | null = null;
  /** Calls to whoever is signed in; null where nobody is, or before they were read. */
  mine: CallsToMe['items'] | null = null;
  /** Calls that the signed-in agent makes. */
  own: OwnCalls['items'] | null = null;
  /** Whether the last read showed something else of them than the one before: they were answered, reported, or are over. */
  hasMoved = false;
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  async readMine(): Promise<void> {
    this.mine = (await this.#api.callsToMe()).items;
  }

  async readOwn(): Promise<void> {
    const before = this.own;
    this.own = (await this.#api.ownCalls()).items;
    this.hasMoved = before !== null && JSON.stringify(before) !== JSON.stringify(this.own);
  }

  async lookUp(heard: string): Promise<void> {
    this.found = null;
    this.found = { ...(await this.#api.lookUpCall(heard)), heard };
  }

  /**
   * Reports the call that was found, by its words; without one, whoever calls the signed-in person, with the number that they see. Nothing of it
   * stays on the screen.
   */
  async report(caller?: string): Promise<void> {
    const { found } = this;
    if (found?.call == null) await this.#api.reportCall(null, caller);
    else await this.#api.reportWords(found.heard);
    this.found = null;
  }

  /** Reports a call to the signed-in person whose words were never typed. */
  async reportMine(call: string, caller?: string): Promise<void> {
    await this.#api.reportCall(call, caller);
    this.found = null;
  }

  /** Nothing of the screen before stays. */
  forget(): void {
    this.mine = null;
    this.own = null;
    this.hasMoved = false;
    this.found = null;
  }

  /** What a screen is drawn from. */
  contents(): readonly unknown[] {
    return [this.found, this.mine, this.own];
  }
}
