import { expect, it } from '@jest/globals';
import type { Entry } from 'ldapts';
import { activeDirectoryPeople } from '../../../../lambdas/adapters/connectors/ldap/active-directory-people.ts';
import { ACCOUNT_EXPIRES } from '../../../../lambdas/adapters/connectors/ldap/end.ts';

const NOW = Date.UTC(2026, 10, 20);
const entry = (over: object = {}): Entry => ({
  ...{ dn: 'CN=jane,DC=example,DC=test', objectGUID: Buffer.alloc(16, 1), sAMAccountName: 'jane' },
  ...{ userPrincipalName: 'jane@example.test', userAccountControl: '512', accountExpires: '0' },
  whenChanged: '20261119100000.0Z',
  ...over,
});
const ends = (of: 'at' | 'held', at: number) => ({ accountExpires: ACCOUNT_EXPIRES.write({ of, at }) ?? '' });

it.each([
  ['somebody at work', {}, true],
  ['a disabled account', { userAccountControl: '514' }, false],
  ['an account that others have ended', ends('at', NOW - 1000), false],
  ['an account that others end later', ends('at', NOW + 1000), true],
  ['an account whose grant has ended', ends('held', NOW - 1000), true],
  [
    'an account that our grant has closed',
    { accountExpires: ACCOUNT_EXPIRES.write({ of: 'ended', before: { of: 'never' } }) },
    true,
  ],
])('%s', (_, over, isActive) => {
  expect(activeDirectoryPeople.personIn(entry(over), NOW)).toMatchObject({
    ...{ target: 'jane', aliases: ['jane@example.test'], tier: null, isActive, changedAt: '2026-11-19T10:00:00.000Z' },
  });
});

it('an account that Active Directory guards is privileged', () => {
  expect(activeDirectoryPeople.personIn(entry({ adminCount: '1' }), NOW)).toMatchObject({ tier: 'privileged' });
});

it('an entry that does not show whether it is disabled is no person', () => {
  expect(() => activeDirectoryPeople.personIn(entry({ userAccountControl: [] }), NOW)).toThrow('attribute-unreadable');
  expect(() => activeDirectoryPeople.personIn(entry({ accountExpires: 'soon' }), NOW)).toThrow('answer-unreadable');
});
