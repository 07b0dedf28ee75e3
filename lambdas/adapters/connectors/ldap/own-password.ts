import { AndFilter, Attribute, BerWriter, Change, ConstraintViolationError, EqualityFilter, OrFilter } from 'ldapts';
import type { LdapName } from '../../../contract/connectors.ts';
import { AdapterError } from '../../../ports/errors.ts';
import type { OwnLogin, OwnPasswords } from '../../../ports/own-password.ts';
import type { Secret } from '../../../ports/secret.ts';
import { onlyOne, shown } from './dialect.ts';
import { PASSWORD_MODIFY } from './openldap.ts';
import { inSession, type LdapPlace, type OpenClient, type Session } from './session.ts';

/** How the account that is bound replaces its own password. */
type ChangeOwn = (session: Session, login: OwnLogin, next: Secret) => Promise<void>;

/**
 * The old value is deleted and the new one added in one modification: a change by its owner, which asks for the password before, and which the
 * rules of the domain bind: length, history, and how old a password must be before it may change (MS-ADTS section 3.1.1.3.1.5.1).
 */
const inActiveDirectory: ChangeOwn = async (session, { username, password }, next) => {
  const dn = username.includes('=') ? username : await ownName(session, username);
  try {
    await session.modify(dn, [writing('delete', password), writing('add', next)]);
  } catch (error) {
    throw isAnotherPassword(error) ? refusedCredential() : error;
  }
};

/**
 * The old value is not the password: Windows begins its message with the number of that error (ERROR_INVALID_PASSWORD), where a rule of the domain has
 * another one. A replaced password signs in for an hour, and so comes as far as this.
 */
const isAnotherPassword = (error: unknown): boolean =>
  error instanceof ConstraintViolationError && /^0*56:/.test(error.message);

const refusedCredential = (): AdapterError =>
  new AdapterError('directory-credential-refused', {
    retryable: true,
    message: 'directory-credential-refused: the password is no longer the one of the account',
  });

const writing = (operation: 'delete' | 'add', password: Secret): Change =>
  new Change({
    operation,
    modification: new Attribute({ type: 'unicodePwd', values: [Buffer.from(`"${password.reveal()}"`, 'utf16le')] }),
  });

/** The distinguished name of `name@domain`, which may be nobody's attribute: every account answers to its own name in its domain. */
async function ownName(session: Session, username: string): Promise<string> {
  const root = onlyOne(await session.search('', { scope: 'base', attributes: ['defaultNamingContext'] }));
  const context = root === undefined ? '' : shown(root, 'defaultNamingContext');
  const names = [
    new EqualityFilter({ attribute: 'userPrincipalName', value: username }),
    new EqualityFilter({ attribute: 'sAMAccountName', value: username.split('@')[0] ?? '' }),
  ];
  const user = new EqualityFilter({ attribute: 'objectClass', value: 'user' });
  const filter = new AndFilter({ filters: [user, new OrFilter({ filters: names })] });
  const found = onlyOne(await session.search(context, { scope: 'sub', filter, attributes: ['sAMAccountName'] }));
  if (found !== undefined) return found.dn;
  throw new AdapterError('not-found', { retryable: false, message: 'the account is not shown its own entry' });
}

/** RFC 3062: of whoever is bound, with both passwords. */
const inOpenLdap: ChangeOwn = (session, { password }, next) => {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeString(password.reveal(), 0x81);
  writer.writeString(next.reveal(), 0x82);
  writer.endSequence();
  return session.extended(PASSWORD_MODIFY, writer.buffer);
};

const CHANGE: Readonly<Record<LdapName, ChangeOwn>> = { 'active-directory': inActiveDirectory, openldap: inOpenLdap };

/** Accounts of an LDAP directory that change their own passwords. */
export class LdapOwnPasswords implements OwnPasswords {
  readonly #name: LdapName;
  readonly #place: LdapPlace;
  readonly #open: { readonly open?: OpenClient };

  constructor(name: LdapName, place: LdapPlace, open?: OpenClient) {
    this.#name = name;
    this.#place = place;
    this.#open = open === undefined ? {} : { open };
  }

  async accepts(login: OwnLogin): Promise<boolean> {
    try {
      await this.#as(login, async () => {});
      return true;
    } catch (error) {
      if (error instanceof AdapterError && error.code === 'directory-credential-refused') return false;
      throw error;
    }
  }

  change(login: OwnLogin, next: Secret): Promise<void> {
    return this.#as(login, (session) => CHANGE[this.#name](session, login, next));
  }

  #as<Result>(login: OwnLogin, work: (session: Session) => Promise<Result>): Promise<Result> {
    return inSession({ place: this.#place, credential: async () => login, ...this.#open }, work);
  }
}
