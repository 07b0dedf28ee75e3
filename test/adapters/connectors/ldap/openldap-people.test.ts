import { expect, it } from '@jest/globals';
import type { Entry, SearchOptions } from 'ldapts';
import { parseGroupTiers } from '../../../../lambdas/adapters/connectors/group-tiers.ts';
import { openLdapPeople } from '../../../../lambdas/adapters/connectors/ldap/openldap-people.ts';
import type { Session } from '../../../../lambdas/adapters/connectors/ldap/session.ts';

const NOW = Date.UTC(2026, 10, 20);
const entry = (over: object = {}): Entry => ({
  ...{
    dn: 'uid=jane,dc=example,dc=test',
    uid: ['jane', 'j.doe'],
    entryUUID: 'u-1',
    modifyTimestamp: '20261119100000Z',
  },
  ...over,
});

it.each([
  ['somebody at work', {}, true],
  ['whoever an administrator locked for good', { pwdAccountLockedTime: '000001010000Z' }, false],
  ['whoever tried too many passwords', { pwdAccountLockedTime: '20261119100000Z' }, true],
  ['whoever others have ended', { pwdEndTime: '20261119100000Z' }, false],
  ['whoever others end later', { pwdEndTime: '20271119100000Z' }, true],
])('%s', (_, over, isActive) => {
  expect(openLdapPeople.personIn(entry(over), NOW)).toMatchObject({ target: 'jane', aliases: ['j.doe'], isActive });
});

/** A directory of these groups and people, which answers every search with all of one kind. */
const sessionOf = (groups: readonly Entry[], people: readonly Entry[]): Session =>
  ({
    base: 'dc=example,dc=test',
    search: async (_: string, { filter }: SearchOptions) => (String(filter).includes('groupOfNames') ? groups : people),
  }) as unknown as Session;

it('a group that is in itself gives its members their tier, by entries, names and numbers', async () => {
  const groups: readonly Entry[] = [
    { dn: 'cn=admins,dc=x', cn: 'admins', member: ['cn=inner,dc=x', 'uid=a,dc=x'], memberUid: ['b'] },
    { dn: 'cn=inner,dc=x', cn: 'inner', uniqueMember: ['CN=admins, dc=x', 'uid=c,dc=x'], gidNumber: '7' },
    { dn: 'cn=staff,dc=x', cn: 'staff', member: ['uid=e,dc=x'] },
  ];
  const people: readonly Entry[] = [
    { dn: 'uid=b,dc=x', uid: 'b', gidNumber: '1' },
    { dn: 'uid=d,dc=x', uid: 'd', gidNumber: '7' },
  ];
  const tiers = await openLdapPeople.tiersOf(sessionOf(groups, people), parseGroupTiers('admins=privileged'));
  expect([...tiers.keys()].sort()).toEqual(['uid=a,dc=x', 'uid=b,dc=x', 'uid=c,dc=x', 'uid=d,dc=x']);
});
