import { AdapterError } from '../../../ports/errors.ts';
import { Secret } from '../../../ports/secret.ts';
import { temporaryPassword } from '../temporary-password.ts';
import { googleUserPath } from './directory.ts';
import type { Google } from './google.ts';
import { codesShape } from './person.ts';

export interface GoogleCallsOptions {
  /** Milliseconds after which a list shows what was made before. */
  readonly settleMs?: number;
}

const SETTLE_MS = 2_000;

/** What is asked of a Google Workspace for one user, by id. Throws `AdapterError`. */
export class GoogleCalls {
  readonly #google: Google;
  readonly #settleMs: number;

  constructor(google: Google, { settleMs = SETTLE_MS }: GoogleCallsOptions) {
    this.#google = google;
    this.#settleMs = settleMs;
  }

  /** A password that its owner must replace with the first sign-in. */
  async givePassword(id: string): Promise<Secret> {
    const password = temporaryPassword();
    await this.#google.patch(googleUserPath(id), { password, changePasswordAtNextLogin: true });
    return new Secret(password);
  }

  /** A password that nobody knows takes the place of the one that was given. */
  shut(id: string): Promise<void> {
    return this.#google.patch(googleUserPath(id), { password: temporaryPassword(), changePasswordAtNextLogin: false });
  }

  /** The same, and nobody can sign in until an administrator lets the user in again. */
  suspend(id: string): Promise<void> {
    const nobodys = { password: temporaryPassword(), changePasswordAtNextLogin: false };
    return this.#google.patch(googleUserPath(id), { ...nobodys, suspended: true });
  }

  /** Ends sessions on the web and on devices. Google has no way to read them, so its answer is all that is known. */
  endSessions(id: string): Promise<void> {
    return this.#google.run(`${googleUserPath(id)}/signOut`);
  }

  /** Every key, telephone and app of the second step goes; the user registers another one. */
  turnOffTwoStep(id: string): Promise<void> {
    return this.#google.run(`${googleUserPath(id)}/twoStepVerification/turnOff`);
  }

  /** Backup codes that can be used. Only whoever may change them can read them. */
  async codes(id: string): Promise<readonly Secret[]> {
    const found = await this.#google.find(`${googleUserPath(id)}/verificationCodes`, codesShape, 'write');
    return (found?.items ?? []).map(({ verificationCode }) => new Secret(verificationCode));
  }

  /**
   * New codes take the place of those before, of which each works once. One is handed over; nobody has seen the others, and they end with it.
   */
  async giveCode(id: string): Promise<Secret> {
    const before = (await this.codes(id)).map((code) => code.reveal());
    await this.#google.run(`${googleUserPath(id)}/verificationCodes/generate`);
    const fresh = (await this.#settledCodes(id)).filter((code) => !before.includes(code.reveal()));
    const [code] = fresh;
    if (code !== undefined) return code;
    throw new AdapterError('not-read-back', {
      retryable: true,
      message: `user \`${id}\` shows no new backup codes yet`,
    });
  }

  async removeCodes(id: string): Promise<void> {
    if ((await this.#settledCodes(id)).length > 0)
      await this.#google.run(`${googleUserPath(id)}/verificationCodes/invalidate`);
  }

  /** A list that shows no code may be from before one was made: it is read again after a while. */
  async #settledCodes(id: string): Promise<readonly Secret[]> {
    const codes = await this.codes(id);
    if (codes.length > 0) return codes;
    await new Promise((resolve) => setTimeout(resolve, this.#settleMs));
    return this.codes(id);
  }
}
