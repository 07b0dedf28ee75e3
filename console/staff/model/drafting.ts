import type { StaffPolicyCheck } from '../../../lambdas/contract/overviews.ts';
import type { Api } from './api.ts';
import { Refused } from './refused.ts';

/** Most characters of a policy file, as the API takes it. */
export const LONGEST_FILE = 60_000;

/** A policy file that an administrator pastes or chooses: its problems, or what it would change. */
export class Drafting {
  /** Null before a check, and after the text was changed. */
  checked: (StaffPolicyCheck & { readonly lines: readonly string[] }) | null = null;
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Throws `Refused` `policy-too-long` before anything is sent. */
  async check(text: string): Promise<void> {
    this.checked = null;
    if (text.length > LONGEST_FILE) throw new Refused('policy-too-long');
    this.checked = { ...(await this.#api.checkPolicy(text)), lines: text.split('\n') };
  }

  /** Proposes what was checked, and nothing else; answers with the stream of the proposal. */
  async propose(): Promise<string> {
    const policy = this.checked?.policy ?? null;
    if (policy === null) throw new Refused('other');
    return (await this.#api.proposePolicy(policy)).stream;
  }

  /** The text is not what was checked any more. */
  forget(): void {
    this.checked = null;
  }

  contents = (): readonly unknown[] => [this.checked];
}
