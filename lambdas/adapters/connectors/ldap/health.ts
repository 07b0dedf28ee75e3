import type { LdapName } from '../../../contract/connectors.ts';
import type { DirectoryHealth } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { USERS } from './active-directory.ts';
import { textsIn } from './dialect.ts';
import { PERSONS } from './openldap.ts';
import { inSession, type LdapServer } from './session.ts';

/** Codes that are the operators' to repair. Whatever else a directory says, says nothing of the account that reads. */
const FLAWS: readonly string[] = [
  ...['access-denied', 'certificate-refused', 'directory-credential-malformed', 'directory-credential-refused'],
  ...['not-found', 'unavailable'],
];

/** People that are looked at: enough to meet some of every unit that an account is given rights on by habit. */
const LOOKED_AT = 100;

/** What only the account that executes may write: docs/integrations/ldap.md. */
const WRITTEN: readonly string[] = ['accountexpires', 'lockouttime', 'pwdlastset', 'unicodepwd', 'useraccountcontrol'];

/** Of whom each directory is asked, and for what: Active Directory says which attributes whoever asks may write (MS-ADTS section 3.1.1.4.5.7). */
const ASKED: Readonly<Record<LdapName, { readonly filter: string; readonly attribute: string }>> = {
  // Active Directory itself guards the accounts of administrators: what the reader may do there says nothing of others.
  'active-directory': { filter: `(&${USERS}(!(adminCount=1)))`, attribute: 'allowedAttributesEffective' },
  openldap: { filter: PERSONS, attribute: '1.1' },
};

/** Whether the account that reads an LDAP directory reaches it, is shown its people and, as far as the directory says it, can change none. */
export class LdapHealth implements DirectoryHealth {
  readonly #name: LdapName;
  readonly #server: LdapServer;

  constructor(name: LdapName, server: LdapServer) {
    this.#name = name;
    this.#server = server;
  }

  /**
   * `unavailable`: no server answers. `certificate-refused`: its certificate is not trusted, or is for another name. `directory-credential-refused`,
   * `directory-credential-malformed`: it cannot sign in. `not-found`: there is no such base. `people-hidden`: it is shown nobody. `reader-can-change`.
   */
  async flaw(): Promise<string | null> {
    const { filter, attribute } = ASKED[this.#name];
    try {
      return await inSession(this.#server, async (session) => {
        const asked = { filter, attributes: [attribute], sizeLimit: LOOKED_AT };
        const people = await session.search(session.base, { scope: 'sub', ...asked });
        if (people.length === 0) return 'people-hidden';
        const written = people.flatMap((one) => textsIn(one, attribute).map((name) => name.toLowerCase()));
        return written.some((name) => WRITTEN.includes(name)) ? 'reader-can-change' : null;
      });
    } catch (error) {
      if (error instanceof AdapterError && FLAWS.includes(error.code)) return error.code;
      throw error;
    }
  }
}
