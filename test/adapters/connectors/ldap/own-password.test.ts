import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import {
  type Change,
  ConstraintViolationError,
  type Entry,
  InvalidCredentialsError,
  UnwillingToPerformError,
} from 'ldapts';
import { LdapOwnPasswords } from '../../../../lambdas/adapters/connectors/ldap/own-password.ts';
import type { LdapClient } from '../../../../lambdas/adapters/connectors/ldap/session.ts';
import type { LdapName } from '../../../../lambdas/contract/connectors.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';

// The real servers are in `servers.test.ts`; here is what they do not do.

const failing = (code: string | number): Error => Object.assign(new Error('canary'), { code });
const PLACE = { urls: ['ldaps://dc.example.com'], base: 'OU=People,DC=example,DC=com' };
const LOGIN = { username: 'reader@example.com', password: new Secret('canary-before') };
const NEXT = new Secret('canary-after');

/** A directory that shows these entries below its naming context, and whose binds do this. */
function directory(
  name: LdapName,
  shown: readonly Entry[],
  bind: () => Promise<void> = async () => {},
  refusal?: Error,
) {
  const asked: string[] = [];
  const client = {
    isBound: true,
    bind,
    unbind: async () => {},
    search: async (base: string, { filter }: { readonly filter?: unknown }) => {
      asked.push(`${base} ${String(filter)}`);
      const root = [{ dn: '', defaultNamingContext: 'DC=example,DC=com' }];
      return { searchEntries: base === '' ? root : shown, searchReferences: [] };
    },
    modify: async (dn: string, changes: readonly Change[]) => {
      asked.push(`${dn} ${changes.map(({ operation, modification: { type } }) => `${operation} ${type}`)}`);
      if (refusal !== undefined) throw refusal;
    },
  };
  const open = () => client as unknown as LdapClient;
  return { own: new LdapOwnPasswords(name, PLACE, open), asked };
}

describe('an account that changes its own password', () => {
  it('is found by its own name in its domain, also outside of the people', async () => {
    const { own, asked } = directory('active-directory', [{ dn: 'CN=reader,OU=Services,DC=example,DC=com' }]);
    await own.change(LOGIN, NEXT);
    expect(asked[1]).toMatch(/^DC=example,DC=com .*\(userPrincipalName=reader@example\.com\)\(sAMAccountName=reader\)/);
    expect(asked[2]).toBe('CN=reader,OU=Services,DC=example,DC=com delete unicodePwd,add unicodePwd');
  });

  it.each([
    ['not-found', []],
    ['name-ambiguous', [{ dn: 'CN=reader,OU=A,DC=example,DC=com' }, { dn: 'CN=reader,OU=B,DC=example,DC=com' }]],
  ] as const)('changes nobody where it is shown none or two of its name: %s', async (code, shown) => {
    const { own, asked } = directory('active-directory', [...shown]);
    await expect(own.change(LOGIN, NEXT)).rejects.toMatchObject({ code, retryable: false });
    expect(asked.filter((one) => one.includes('unicodePwd'))).toEqual([]);
  });

  it.each([
    ['directory-credential-refused', '00000056: AtrErr: DSID-03190F00, problem 1005 (CONSTRAINT_ATT_TYPE), canary'],
    ['password-refused', '0000052D: AtrErr: DSID-03191083, problem 1005 (CONSTRAINT_ATT_TYPE), canary'],
  ])(
    'has another password, or a rule of the domain refuses the new one, and that is told apart: %s',
    async (code, says) => {
      const shown = [{ dn: 'CN=reader,OU=Services,DC=example,DC=com' }];
      const { own } = directory('active-directory', shown, undefined, new ConstraintViolationError(says));
      const error: unknown = await own.change(LOGIN, NEXT).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code });
      expect(inspect(error, { depth: 9 })).not.toContain('canary');
    },
  );

  it.each([
    ['a wrong password', new InvalidCredentialsError('canary'), false],
    ['no server', failing('ECONNREFUSED'), 'unavailable'],
    ['another authority', failing('CERT_HAS_EXPIRED'), 'certificate-refused'],
    ['no will', new UnwillingToPerformError('canary'), 'password-refused'],
  ] as const)(
    'is only said not to get in where the directory says so of its password: %s',
    async (_, error, answer) => {
      const accepted = directory('openldap', [], () => Promise.reject(error)).own.accepts(LOGIN);
      expect(await accepted.catch((error: { code: string }) => error.code)).toBe(answer);
    },
  );
});
