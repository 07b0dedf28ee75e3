import type { StaffWaiting } from '../../../lambdas/contract/overviews.ts';
import type { AppOffer, Enrolled, OwnAccount } from '../../../lambdas/contract/staff.ts';
import type { Api } from './api.ts';
import { type DecisionKey, makeDecisionKey, makePasskey } from './passkey.ts';
import { Refused } from './refused.ts';

/** An account of the signed-in person, with what they have prepared for it. */
export interface Prepared {
  readonly own: OwnAccount;
  readonly enrolled: Enrolled;
}

/** What is shown once: an app's secret while it is being set up, or a code to write down. */
export type Once =
  | { readonly of: 'app'; readonly account: string; readonly offer: AppOffer }
  | { readonly of: 'code'; readonly account: string; readonly code: string };

/** What a person has prepared for the day on which they cannot sign in. Secrets are kept only here, and only while they are shown. */
export class Mine {
  /** Null until it was read. */
  accounts: readonly Prepared[] | null = null;
  /** Recoveries of their accounts of which they are asked whether they wanted them. */
  asked: StaffWaiting['items'] = [];
  once: Once | null = null;
  /** A passkey for decisions that was just made; what is shown of it is no secret. */
  decisionKey: DecisionKey | null = null;
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  async read(): Promise<void> {
    const [{ accounts }, { items }] = await Promise.all([this.#api.mine(), this.#api.waiting()]);
    this.asked = items.filter(({ awaits }) => awaits === 'answer');
    this.accounts = await Promise.all(
      accounts.map(async (own) => ({ own, enrolled: await this.#api.enrolled(own.account) })),
    );
  }

  forget(): void {
    this.accounts = null;
    this.asked = [];
    this.once = null;
    this.decisionKey = null;
  }

  async addPasskey(account: string): Promise<void> {
    const offer = await this.#api.offerPasskey(account);
    const registration = await makePasskey(offer).catch(() => {
      throw new Refused('passkey');
    });
    await this.#api.enrol({ account, method: 'passkey', registration });
  }

  /** `name`: what the browser's list of passkeys calls it. */
  async makeDecisionKey(name: string): Promise<void> {
    this.decisionKey = await makeDecisionKey(name).catch(() => {
      throw new Refused('passkey');
    });
  }

  async beginApp(account: string): Promise<void> {
    this.once = { of: 'app', account, offer: await this.#api.offerApp(account) };
  }

  /** The app counts once it has shown that it has the secret. */
  async endApp(account: string, secret: string, password: string): Promise<void> {
    await this.#api.enrol({ account, method: 'totp', secret, password });
    this.once = null;
  }

  async addCode(account: string): Promise<void> {
    const { code } = await this.#api.enrol({ account, method: 'saved-code' });
    if (code != null) this.once = { of: 'code', account, code };
  }
}
