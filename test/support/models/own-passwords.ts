import { AdapterError } from '../../../lambdas/ports/errors.ts';
import type { OwnLogin, OwnPasswords } from '../../../lambdas/ports/own-password.ts';
import type { Secret } from '../../../lambdas/ports/secret.ts';

/** A directory whose accounts change their own passwords, in memory. */
export class ModelOwnPasswords implements OwnPasswords {
  readonly accounts = new Map<string, string>();
  /** Whether a rule of the directory refuses a new password. */
  refuses: (password: string) => boolean = () => false;
  /** Whether whoever signs in gets in with the password before too, as for an hour in a domain of Windows. Nobody changes anything with it. */
  takesReplaced = false;
  readonly #replaced = new Map<string, string>();

  async accepts(login: OwnLogin): Promise<boolean> {
    const isReplaced = this.#replaced.get(login.username) === login.password.reveal();
    return this.#isOwn(login) || (this.takesReplaced && isReplaced);
  }

  async change(login: OwnLogin, next: Secret): Promise<void> {
    if (!this.#isOwn(login)) throw new AdapterError('directory-credential-refused', { retryable: true });
    if (this.refuses(next.reveal())) throw new AdapterError('password-refused', { retryable: false });
    this.#replaced.set(login.username, login.password.reveal());
    this.accounts.set(login.username, next.reveal());
  }

  #isOwn({ username, password }: OwnLogin): boolean {
    return this.accounts.get(username) === password.reveal();
  }
}
