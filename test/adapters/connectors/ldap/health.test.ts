import { describe, expect, it } from '@jest/globals';
import { LdapHealth } from '../../../../lambdas/adapters/connectors/ldap/health.ts';
import type { LdapClient } from '../../../../lambdas/adapters/connectors/ldap/session.ts';
import type { LdapName } from '../../../../lambdas/contract/connectors.ts';
import { AdapterError } from '../../../../lambdas/ports/errors.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';

/** What a directory shows of one person, beside a name; an error: what every search throws. */
type Shown = Readonly<Record<string, readonly string[]>> | Error;

const failing = (code: string | number): Error => Object.assign(new Error('canary'), { code });

function flawOf(name: LdapName, people: readonly Shown[], bind: () => Promise<void> = async () => {}) {
  const searched: string[] = [];
  const client = {
    isBound: true,
    bind,
    unbind: async () => {},
    search: async (_: string, { filter, sizeLimit }: { readonly filter: string; readonly sizeLimit: number }) => {
      searched.push(`${filter} ${sizeLimit}`);
      const [first] = people;
      if (first instanceof Error) throw first;
      return { searchEntries: people.map((one) => ({ dn: 'cn=one', ...one })), searchReferences: [] };
    },
  };
  const server = {
    place: { urls: ['ldaps://dc.example.com'], base: 'DC=example,DC=com' },
    credential: async () => ({ username: 'reader', password: new Secret('canary') }),
    open: () => client as unknown as LdapClient,
  };
  return { flaw: new LdapHealth(name, server).flaw(), searched };
}

describe('the account that reads an LDAP directory', () => {
  it.each(['accountExpires', 'lockoutTime', 'pwdLastSet', 'unicodePwd', 'userAccountControl'])(
    'is not well where Active Directory lets it write `%s` of anybody',
    async (attribute) => {
      const people = [{ allowedAttributesEffective: [] }, { allowedAttributesEffective: ['info', attribute] }];
      const { flaw, searched } = flawOf('active-directory', people);
      expect([await flaw, searched.length]).toEqual(['reader-can-change', 1]);
      expect(searched[0]).toContain('(!(adminCount=1))');
    },
  );

  it('is well where it may write nothing of that, and where OpenLDAP shows it people', async () => {
    expect(await flawOf('active-directory', [{ allowedAttributesEffective: ['info'] }, {}]).flaw).toBeNull();
    expect(await flawOf('openldap', [{}]).flaw).toBeNull();
  });

  it('is not well where it is shown nobody', async () => {
    for (const name of ['active-directory', 'openldap'] as const)
      expect(await flawOf(name, []).flaw).toBe('people-hidden');
  });

  it('is not well where it does not get in', async () => {
    const secretless = () => Promise.reject(new AdapterError('directory-credential-malformed', { retryable: true }));
    const refused = { 'certificate-refused': 'CERT_HAS_EXPIRED', unavailable: 'ECONNREFUSED' };
    for (const [flaw, code] of Object.entries(refused))
      expect(await flawOf('openldap', [], () => Promise.reject(failing(code))).flaw).toBe(flaw);
    expect(await flawOf('openldap', [], secretless).flaw).toBe('directory-credential-malformed');
  });

  it('is not judged by a directory that is too busy', async () => {
    const busy = new AdapterError('throttled', { retryable: true });
    await expect(flawOf('openldap', [busy]).flaw).rejects.toMatchObject({ code: 'throttled' });
  });
});
