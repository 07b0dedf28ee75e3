import { describe, expect, it } from '@jest/globals';
import { LdapHealth } from '../../../../lambdas/adapters/connectors/ldap/health.ts';
import type { LdapServer } from '../../../../lambdas/adapters/connectors/ldap/session.ts';
import type { LdapName } from '../../../../lambdas/contract/connectors.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { type DirectoryServer, serverAs } from '../../../../local/ldap/server.ts';
import { lockedPerson } from '../../../contracts/endpoints/ldap.ts';

/** What the doctor finds at a real server, with each misconfiguration planted. */
export function healthOf(name: LdapName, serverOf: () => DirectoryServer): void {
  describe('the account that reads', () => {
    const flawOf = (over: Partial<DirectoryServer> = {}, also: Partial<LdapServer> = {}): Promise<string | null> => {
      const server = { ...serverOf(), ...over };
      return new LdapHealth(name, serverAs(server, server.reader, also)).flaw();
    };

    it('is well with its rights and no more', async () => {
      await lockedPerson(serverOf());
      expect(await flawOf()).toBeNull();
    });

    it('is not well with a wrong password, at a wrong base, at nobody’s address, or with another authority', async () => {
      const { reader } = serverOf();
      expect(await flawOf({ reader: { ...reader, password: new Secret('canary-wrong') } })).toBe(
        'directory-credential-refused',
      );
      expect(await flawOf({ base: `ou=nowhere,${serverOf().base}` })).toBe('not-found');
      expect(await flawOf({ url: 'ldaps://127.0.0.1:1' })).toBe('unavailable');
      const { username, password } = reader;
      expect(await flawOf({}, { credential: () => Promise.resolve({ username, password }) })).toBe(
        'certificate-refused',
      );
    });

    it('is not well where it is shown nobody', async () => {
      expect(await flawOf({ base: emptyUnit(name, serverOf().base) })).toBe('people-hidden');
    });

    if (name === 'active-directory')
      it('is not well where it is the account that executes', async () => {
        const { operator } = serverOf();
        expect(await flawOf({ reader: operator })).toBe('reader-can-change');
      });
  });
}

/** A place without people. */
const emptyUnit = (name: LdapName, base: string): string =>
  name === 'openldap' ? `ou=groups,${base}` : `CN=Computers,${base}`;
