import { AdapterError } from '../../../lambdas/ports/errors.ts';
import type { OwnLogin, OwnPasswords } from '../../../lambdas/ports/own-password.ts';
import type { Secret } from '../../../lambdas/ports/secret.ts';

/** A directory whose accounts change their own passwords, in memory. */
export class ModelOwnPasswords implements OwnPasswords {
  readonly accounts = new Map<string, string>();
  /** Whether a rule of the directory refuses a new password. */
  refuses: (password: string) => boolean = () => false;

  async accepts({ username, password }: OwnLogin): Promise<boolean> {
    return this.accounts.get(username) === password.reveal();
  }

  async change(login: OwnLogin, next: Secret): Promise<void> {
    if (!(await this.accepts(login))) throw new AdapterError('directory-credential-refused', { retryable: true });
    if (this.refuses(next.reveal())) throw new AdapterError('password-refused', { retryable: false });
    this.accounts.set(login.username, next.reveal());
  }
}
