import type { Secret } from './secret.ts';

/** How an account signs in to a directory. */
export interface OwnLogin {
  readonly username: string;
  readonly password: Secret;
  /** The certificate of the authority (PEM) that the server's certificate must come from; absent: those that Node.js trusts. */
  readonly ca?: string;
}

/**
 * A directory in which an account changes its own password: nobody needs a right over it, and whoever does not know its password changes
 * nothing. Throws `AdapterError`: `password-refused` where a rule of the directory refuses the new one.
 */
export interface OwnPasswords {
  /** Whether the account gets in with this login now. */
  accepts(login: OwnLogin): Promise<boolean>;
  /** The account of this login has another password from now on. Throws `directory-credential-refused` where the login is no longer its own. */
  change(login: OwnLogin, next: Secret): Promise<void>;
}
