import {
  SESSION_CUT_OFF,
  sessionCutOff,
  timeOfSessionCutOff,
  toTheSecond,
} from '../../../core/values/session-cut-off.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { Secret } from '../../../ports/secret.ts';
import type { Looks } from '../../https/late-key.ts';
import type { IamApi } from '../../iam/api.ts';
import { elementAt, textAt } from '../../iam/xml.ts';
import { temporaryPassword } from '../temporary-password.ts';
import { type IamIdentity, namedIn, wordOf } from './identity.ts';

export interface IamCallsOptions {
  readonly now?: () => number;
  /** How often a change is looked for, since IAM is eventually consistent. */
  readonly looks?: Looks;
}

/** About 8 seconds; then the step is repeated. */
const LOOKS: Looks = { looks: 5, pause: () => new Promise((resolve) => setTimeout(resolve, 2_000)) };

/** In the place of a time: a policy of somebody else, which is never overwritten. */
export const FOREIGN = 'foreign';

/** The password with which a user signs in to the console. */
export interface LoginProfile {
  /** IAM asks for another password at the next sign-in, and lets the user do nothing before. */
  readonly mustChange: boolean;
}

/** What is asked of IAM for one user or role, each change read back. Throws `AdapterError`. */
export class IamCalls {
  readonly #api: IamApi;
  readonly #options: Required<IamCallsOptions>;

  constructor(api: IamApi, { now = Date.now, looks = LOOKS }: IamCallsOptions = {}) {
    this.#api = api;
    this.#options = { now, looks };
  }

  /** Undefined for a user who cannot sign in to the console. */
  async loginOf(user: IamIdentity): Promise<LoginProfile | undefined> {
    const answer = await this.#api.find('GetLoginProfile', namedIn(user));
    if (answer === undefined) return undefined;
    return { mustChange: elementAt(answer, 'LoginProfile', 'PasswordResetRequired')?.text === 'true' };
  }

  /** A password that its owner must replace with the first sign-in. */
  async givePassword(user: IamIdentity): Promise<Secret> {
    const password = temporaryPassword();
    await this.#setPassword(user, password, 'true');
    await this.#seen(
      () => this.loginOf(user),
      (login) => login?.mustChange === true,
    );
    return new Secret(password);
  }

  /** A password that nobody knows takes the place of the one that was given: the user keeps the way into the console, which the next recovery opens. */
  async shut(user: IamIdentity): Promise<void> {
    await this.#setPassword(user, temporaryPassword(), 'false');
  }

  /** Nobody can sign in as the user until somebody gives the user a password by hand; keys that are there open nothing. */
  async keepOut(user: IamIdentity): Promise<void> {
    await this.#api.find('DeleteLoginProfile', namedIn(user));
    for (const AccessKeyId of await this.activeKeys(user))
      await this.#api.find('UpdateAccessKey', { ...namedIn(user), AccessKeyId, Status: 'Inactive' });
  }

  async activeKeys(user: IamIdentity): Promise<readonly string[]> {
    const keys = await this.#api.all('ListAccessKeys', 'AccessKeyMetadata', namedIn(user));
    return keys.flatMap((one) => (textAt(one, 'Status') === 'Active' ? [textAt(one, 'AccessKeyId')] : []));
  }

  /** Serial numbers: of a virtual device its ARN. */
  async devices(user: IamIdentity): Promise<readonly string[]> {
    const devices = await this.#api.all('ListMFADevices', 'MFADevices', namedIn(user));
    return devices.map((one) => textAt(one, 'SerialNumber'));
  }

  /** Every device is taken from the user. A virtual one is also deleted: while it is there, its owner can make none under its name. */
  async removeDevices(user: IamIdentity): Promise<void> {
    for (const SerialNumber of await this.devices(user)) {
      await this.#api.find('DeactivateMFADevice', { ...namedIn(user), SerialNumber });
      if (VIRTUAL.test(SerialNumber)) await this.#api.find('DeleteVirtualMFADevice', { SerialNumber });
    }
    await this.#seen(
      () => this.devices(user),
      (left) => left.length === 0,
    );
  }

  /** Sessions that began before this time are denied everything; null for none, and `foreign` where a policy with that name says something else. */
  async cutOffOf(identity: IamIdentity): Promise<string | null> {
    const named = { ...namedIn(identity), PolicyName: SESSION_CUT_OFF };
    const found = await this.#api.find(`Get${wordOf(identity)}Policy`, named);
    if (found === undefined) return null;
    return timeOfSessionCutOff(unescaped(textAt(found, 'PolicyDocument'))) ?? FOREIGN;
  }

  /**
   * Denies everything to the sessions that there are, and answers from when on sessions count. A later time that is there already stays. The
   * policy is kept: it denies nothing to who signs in afterwards, and taking it away too early would let old sessions live again.
   */
  async endSessions(identity: IamIdentity): Promise<string> {
    const before = await this.cutOffOf(identity);
    if (before === FOREIGN)
      throw new AdapterError('cut-off-foreign', {
        retryable: false,
        message: `cut-off-foreign: the inline policy \`${SESSION_CUT_OFF}\` of \`${identity.name}\` says something else`,
      });
    // The next second: whoever signed in within this one is meant too.
    const wanted = toTheSecond(this.#options.now() + 1_000);
    if (before !== null && before > wanted) return before;
    const document = { PolicyName: SESSION_CUT_OFF, PolicyDocument: sessionCutOff(wanted) };
    await this.#api.ask(`Put${wordOf(identity)}Policy`, { ...namedIn(identity), ...document });
    await this.#seen(
      () => this.cutOffOf(identity),
      (seen) => seen !== null && seen !== FOREIGN && seen >= wanted,
    );
    return wanted;
  }

  async #setPassword(user: IamIdentity, Password: string, PasswordResetRequired: 'true' | 'false'): Promise<void> {
    await this.#api.ask('UpdateLoginProfile', { ...namedIn(user), Password, PasswordResetRequired });
  }

  /** Throws `not-read-back` where a change does not show in time. */
  async #seen<Read>(read: () => Promise<Read>, isThere: (read: Read) => boolean): Promise<void> {
    const { looks, pause } = this.#options.looks;
    for (let look = 1; look <= looks; look += 1) {
      if (isThere(await read())) return;
      if (look < looks) await pause();
    }
    throw new AdapterError('not-read-back', { retryable: true, message: 'not-read-back: IAM does not show it yet' });
  }
}

/** `arn:aws:iam::123456789012:mfa/jane`; a passkey is `…:u2f/…`, a hardware token has a plain number. */
const VIRTUAL = /^arn:aws[\w-]*:iam::\d{12}:mfa\//;

/** IAM gives a policy with `%` escapes (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html). */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
