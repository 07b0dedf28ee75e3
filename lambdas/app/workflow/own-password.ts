import { unquoted } from '../../core/values/json-text.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { OwnLogin, OwnPasswords } from '../../ports/own-password.ts';
import type { RotatingSecret } from '../../ports/rotating-secret.ts';
import { Secret } from '../../ports/secret.ts';
import type { RotatedSystem, Succession } from './rotated-system.ts';
import { RotationError } from './rotation-error.ts';
import { valueParts, withTexts } from './value-texts.ts';

/**
 * A secret that is the credential of an account which changes its own password: JSON with `username`, `password` and perhaps `ca`, as the
 * connectors of LDAP directories read it. INVARIANT: the change is made with the password before, so whoever may tag or edit secrets cannot aim
 * a rotation at an account whose password they do not know. There is one password, so a grace keeps nothing.
 */
export class OwnPasswordSystem implements RotatedSystem {
  readonly #directory: OwnPasswords;
  readonly #passwords: Pick<RotatingSecret, 'randomPassword'>;

  constructor(directory: OwnPasswords, passwords: Pick<RotatingSecret, 'randomPassword'>) {
    this.#directory = directory;
    this.#passwords = passwords;
  }

  async next(current: Secret): Promise<Secret> {
    read(current);
    return withPassword(current, await this.#passwords.randomPassword());
  }

  assertSuccessor({ replaced, pending }: Succession): void {
    const [before, after] = [read(replaced), read(pending)];
    if (aroundPassword(replaced) !== aroundPassword(pending))
      throw new RotationError('fields-changed', 'the pending value differs in more than its password');
    if (before.password.reveal() === after.password.reveal())
      throw new RotationError('password-unchanged', 'the pending value has the current password');
  }

  /** An earlier attempt may have changed it, and lost the answer: then the password before opens nothing any more. */
  async enable({ replaced, pending }: Succession): Promise<void> {
    const after = read(pending);
    if (await this.#directory.accepts(after)) return;
    await this.#changed(read(replaced), after.password);
  }

  accepts({ pending }: Succession): Promise<boolean> {
    return this.#directory.accepts(read(pending));
  }

  /** The password before has ended with the change. */
  async end(): Promise<void> {}

  async endAt(): Promise<void> {}

  /**
   * That the password before gets in proves nothing as long as the new one does too: a domain of Windows takes a replaced password for an hour, and
   * the account would then be shut out with it. So it is set again, and only where the new one is no longer the account's has that been done.
   */
  async restore({ replaced, pending }: Succession): Promise<void> {
    const [before, after] = [read(replaced), read(pending)];
    const isChanged = await this.#directory.accepts(after);
    if (!isChanged && (await this.#directory.accepts(before))) return;
    try {
      await this.#changed(after, before.password);
    } catch (error) {
      const isOther = error instanceof RotationError && error.code === 'pending-refused';
      if (!isOther || !isChanged || !(await this.#directory.accepts(before))) throw error;
    }
  }

  async #changed(login: OwnLogin, next: Secret): Promise<void> {
    try {
      await this.#directory.change(login, next);
    } catch (error) {
      if (error instanceof AdapterError && error.code === 'directory-credential-refused')
        throw new RotationError('pending-refused', 'the account has neither the password before nor the new one');
      throw error;
    }
  }
}

const withPassword = (value: Secret, password: Secret): Secret => withTexts(value, { password: password.reveal() });

/** Everything but the password, to compare. */
const aroundPassword = (value: Secret): string => withPassword(value, new Secret('')).reveal();

/** Throws `RotationError`; no error has any part of the value. */
function read(value: Secret): OwnLogin {
  const texts = valueParts(value.reveal()).filter(({ kind }) => kind === 'string');
  const { username, password, ca } = Object.fromEntries(texts.map(({ name, raw }) => [name, unquoted(raw)]));
  if (!username) throw new RotationError('role-missing', 'no text in `username`');
  // An empty password would sign in as nobody (RFC 4513 section 5.1.2), and the directory would say yes.
  if (!password) throw new RotationError('password-missing', 'no text in `password`');
  if (texts.some(({ name, raw }) => name !== 'password' && unquoted(raw).includes(password)))
    throw new RotationError('password-elsewhere', 'another field has the password too');
  return { username, password: new Secret(password), ...(ca === undefined ? {} : { ca }) };
}
