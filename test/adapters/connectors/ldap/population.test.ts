import { expect, it } from '@jest/globals';
import type { Entry } from 'ldapts';
import { openLdapPeople } from '../../../../lambdas/adapters/connectors/ldap/openldap-people.ts';
import { LdapPopulation } from '../../../../lambdas/adapters/connectors/ldap/population.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';

const person = (uid: string, over: object = {}): Entry => ({
  ...{ dn: `uid=${uid},dc=x`, uid, entryUUID: `u-${uid}`, modifyTimestamp: '20261119100000Z', cn: uid },
  ...over,
});

/** The people of a server that shows these entries to every search but those for groups. */
const population = (...people: readonly Entry[]) => {
  const client = {
    isBound: true,
    bind: async () => undefined,
    unbind: async () => undefined,
    search: async (_: string, { filter }: { filter?: unknown }) => ({
      searchEntries: String(filter).includes('groupOfNames') ? [] : people,
      searchReferences: [],
    }),
  };
  const server = {
    place: { urls: ['ldaps://one'], base: 'dc=x' },
    credential: async () => ({ username: 'reader', password: new Secret('canary-reader') }),
    open: () => client as never,
  };
  return new LdapPopulation('openldap', server, openLdapPeople, { groupTiers: [], now: () => Date.UTC(2026, 10, 20) });
};

it.each([
  ['no country', '079 123 45 67', []],
  ['spaces and brackets', '+41 (79) 123-45-67', ['+41791234567']],
  ['hardly a digit', '+41', []],
])('a mobile number with %s', async (_, mobile, numbers) => {
  const { rows } = await population(person('jane', { mobile, mail: ' ' })).whole();
  expect(rows[0]?.contacts.map(({ address }) => address)).toEqual(numbers);
});

it('the date of a contact is that of the last change of the entry', async () => {
  const { rows } = await population(person('jane', { mail: 'jane@example.com' })).whole();
  expect(rows).toMatchObject([{ contacts: [{ changedAt: '2026-11-19T10:00:00.000Z' }], name: 'jane' }]);
});

it('a server that shows nobody cannot be read', async () => {
  await expect(population().whole()).rejects.toMatchObject({ code: 'directory-unreadable', retryable: true });
});
