import * as z from 'zod/mini';
import { AdapterError } from '../../../ports/errors.ts';
import { Secret } from '../../../ports/secret.ts';
import { userPath } from './directory.ts';
import type { Okta } from './okta.ts';
import {
  authenticatorShape,
  codeShape,
  type Enrolment,
  enrolmentShape,
  type Factor,
  factorShape,
  factorTypeOf,
  isLivingCode,
} from './person.ts';

const passwordShape = z.object({ tempPassword: z.string().check(z.minLength(1)) });
const blockShape = z.object({ type: z.string() });

export interface OktaCallsOptions {
  readonly now?: () => number;
  /** Milliseconds after which a list shows what was made before. */
  readonly settleMs?: number;
}

const SETTLE_MS = 2_000;

/** What is asked of an org for one user, by id. Throws `AdapterError`. */
export class OktaCalls {
  readonly #okta: Okta;
  readonly #now: () => number;
  readonly #settleMs: number;

  constructor(okta: Okta, { now = Date.now, settleMs = SETTLE_MS }: OktaCallsOptions) {
    this.#okta = okta;
    this.#now = now;
    this.#settleMs = settleMs;
  }

  /** Okta makes the password, and asks for another one at the next sign-in. */
  async expirePassword(id: string): Promise<Secret> {
    const path = `${userPath(id)}/lifecycle/expire_password_with_temp_password?revokeSessions=true`;
    return new Secret((await this.#okta.post(path, undefined, passwordShape)).tempPassword);
  }

  /** No password opens anything until the user has a new one. Okta makes a link for it, which nobody ever reads. */
  shut(id: string): Promise<void> {
    return this.#okta.run('POST', `${userPath(id)}/lifecycle/reset_password?sendEmail=false&revokeSessions=true`);
  }

  suspend(id: string): Promise<void> {
    return this.#okta.run('POST', `${userPath(id)}/lifecycle/suspend`);
  }

  unlock(id: string): Promise<void> {
    return this.#okta.run('POST', `${userPath(id)}/lifecycle/unlock`);
  }

  /** Ends browser sessions and OAuth tokens. Okta has no way to read them, so its answer is all that is known. */
  endSessions(id: string): Promise<void> {
    return this.#okta.run('DELETE', `${userPath(id)}/sessions?oauthTokens=true&forgetDevices=true`);
  }

  /** A code that works once, for so many minutes. The newest replaces the one before. */
  async giveCode(id: string, authenticatorId: string, minutes: number) {
    // Okta publishes the minutes as a text.
    const asked = { authenticatorId, profile: { multiUse: false, ttl: String(minutes) } };
    const made = await this.#okta.post(`${userPath(id)}/authenticator-enrollments/tac`, asked, codeShape);
    const { tac, expiresAt, multiUse } = made.profile;
    const evidence = { code: made.id, codeEndsAt: expiresAt, codeWorksOnce: !multiUse };
    return { id: made.id, credential: new Secret(tac), evidence };
  }

  /** Codes with which somebody could sign in. */
  async codes(id: string): Promise<readonly Enrolment[]> {
    const all = await this.#okta.list(`${userPath(id)}/authenticator-enrollments`, enrolmentShape);
    return all.filter((one) => isLivingCode(one, this.#now()));
  }

  async removeCodes(id: string): Promise<void> {
    for (const code of await this.#settledCodes(id)) {
      const refusal = await this.#okta.remove(`${userPath(id)}/authenticator-enrollments/${code.id}`);
      if (refusal !== undefined)
        throw new AdapterError('invalid-request', { retryable: false, message: `Okta says \`${refusal.code}\`` });
    }
  }

  /** A list that shows no code may be from before one was made: it is read again after a while. */
  async #settledCodes(id: string): Promise<readonly Enrolment[]> {
    const codes = await this.codes(id);
    if (codes.length > 0) return codes;
    await new Promise((resolve) => setTimeout(resolve, this.#settleMs));
    return this.codes(id);
  }

  factors(id: string): Promise<readonly Factor[]> {
    return this.#okta.list(`${userPath(id)}/factors`, factorShape);
  }

  /** Removes every factor, one by one. Throws `factor-refused` when one stays. Removing a push factor takes its one-time codes with it. */
  async removeFactors(id: string): Promise<readonly Factor[]> {
    const there = await this.factors(id);
    for (const factor of there)
      await this.#okta.remove(`${userPath(id)}/factors/${factor.id}?removeRecoveryEnrollment=true`);
    const left = (await this.factors(id)).filter((factor) => there.some((one) => one.id === factor.id));
    if (left.length === 0) return there;
    const message = `user \`${id}\` still has ${left.map(factorTypeOf)}`;
    throw new AdapterError('factor-refused', { retryable: true, message });
  }

  /** Whether Okta keeps sign-ins from some devices out after wrong passwords. */
  async isBlocked(id: string): Promise<boolean> {
    return (await this.#okta.list(`${userPath(id)}/blocks`, blockShape)).length > 0;
  }

  /** Id of the authenticator of temporary access codes; undefined where the org has none, or has turned it off. */
  async codeAuthenticator(): Promise<string | undefined> {
    const all = await this.#okta.list('/authenticators', authenticatorShape);
    return all.find(({ key, status }) => key === 'tac' && status === 'ACTIVE')?.id;
  }
}
