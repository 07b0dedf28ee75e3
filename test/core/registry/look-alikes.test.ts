import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AccountProfile } from '../../../lambdas/core/registry/account.ts';
import { digestOfLookAlikes } from '../../../lambdas/core/registry/likeness.ts';
import { holdersOf, likenessKeys, lookAlikesOf, skeleton } from '../../../lambdas/core/registry/look-alikes.ts';
import type { Person } from '../../../lambdas/core/registry/person.ts';
import { aPerson, aProfile, NOW, PEOPLE } from '../../support/fixtures.ts';

type Entry = Person | AccountProfile;

/** How the second looks like the first, as a store that keeps every key would find it. */
const alike = (registered: Entry, proposed: Entry) => {
  const keys = likenessKeys(proposed).map(({ key }) => key);
  const record = 'person' in registered ? registered.person : registered.account;
  const found = likenessKeys(registered)
    .filter(({ key }) => keys.includes(key))
    .map(({ as }) => ({ record, as, holders: holdersOf(registered) }));
  return lookAlikesOf(proposed, found).map(({ as }) => as);
};

const account = (name: string, over: Partial<AccountProfile> = {}) =>
  aProfile({ account: `cognito:${name}`, target: name, owner: `person:${name.toLowerCase()}`, contacts: [], ...over });
const somebody = (short: string, over: Partial<Person> = {}) =>
  aPerson({ person: `person:${short}`, name: short, addresses: [], ...over });
const reached = (owner: string, kind: 'email' | 'sms' | 'voice', address: string) =>
  account(owner, { contacts: [{ id: 'one', kind, address, since: NOW }] });

describe('a record looks like another (rule 6)', () => {
  it.each([
    ['case', 'ken', 'Ken'],
    ['a digit with the shape of a letter', 'lena-admin', '1ena-adm1n'],
    ['a zero', 'root', 'r0ot'],
    ['a dot or a dash', 'ken.smith', 'ken-smith'],
    ['two letters with the shape of one', 'marnie', 'mamie'],
  ])('by its name, where they differ in %s', (_, one, other) => {
    expect(alike(account(one), account(other))).toEqual(['name', 'target']);
  });

  it.each([
    ['a Cyrillic letter', 'Jane Doe', 'J\u0430ne Doe'],
    ['a Greek letter', 'Jane Doe', 'Jane D\u03bfe'],
    ['a full-width letter', 'Jane Doe', '\uff2aane Doe'],
    ['an accent', 'Jane Doe', 'Jané Doe'],
    ['a character without a shape', 'Jane Doe', 'Jane\u200b Doe'],
    ['nothing', 'Jane Doe', 'jane doe'],
  ])('by the display name, where they differ in %s', (_, one, other) => {
    expect(alike(somebody('jane', { name: one }), somebody('j-2', { name: other }))).toEqual(['display-name']);
  });

  it.each([
    ['a tag', 'jane@example.com', 'jane+vpn@example.com'],
    ['dots', 'jane.doe@example.com', 'janedoe@example.com'],
    ['a digit in the domain', 'jane@example.com', 'jane@examp1e.com'],
  ])('by a mailbox, where they differ in %s', (_, one, other) => {
    expect(alike(reached('jane', 'email', one), reached('mallory', 'email', other))).toEqual(['mailbox']);
    expect(alike(somebody('jane', { addresses: [one] }), reached('mallory', 'email', other))).toEqual(['mailbox']);
  });

  it('by a telephone in another form, texted or called', () => {
    for (const other of ['+41791234567', '0041791234567', '079 123 45 67', '+41 (79) 123-45-67'])
      expect(alike(reached('jane', 'sms', '+41791234567'), reached('mallory', 'voice', other))).toEqual(['telephone']);
  });
});

describe('a record looks like no other', () => {
  it('where they are the same record, or have different names', () => {
    expect(alike(account('ken'), account('ken'))).toEqual([]);
    expect(alike(account('ken'), account('kent'))).toEqual([]);
    expect(alike(somebody('jane'), somebody('june'))).toEqual([]);
  });

  it('where it is of another directory: one person has one name in several', () => {
    expect(alike(account('ken'), account('ken', { account: 'okta:ken', connector: 'okta' }))).toEqual([]);
  });

  it('by the mailbox of somebody who answers for both', () => {
    const jane = somebody('jane', { addresses: ['jane@example.com'] });
    expect(alike(jane, reached('jane', 'email', 'jane@example.com'))).toEqual([]);
    const contacts = [{ id: 'one', kind: 'email', address: 'jane@example.com', since: NOW }] as const;
    const service = account('robot', { kind: 'service-account', owner: null, custodians: [PEOPLE.jane], contacts });
    expect(alike(somebody('jane', { person: PEOPLE.jane, addresses: ['jane@example.com'] }), service)).toEqual([]);
  });

  it('by the number in its name: numbered names stay apart', () => {
    const numbers = Array.from({ length: 1000 }, (_, number) => skeleton(`robot-${number}`));
    expect(new Set(numbers).size).toBe(1000);
  });
});

it('has one skeleton, which is its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(skeleton(skeleton(text))).toBe(skeleton(text));
    }),
  );
});

it('is told of once for each likeness, in one order, whoever finds it', () => {
  const found = [
    { record: 'cognito:b', as: 'name', holders: [] },
    { record: 'cognito:a', as: 'target', holders: [] },
    { record: 'cognito:a', as: 'target', holders: [] },
  ] as const;
  const told = lookAlikesOf(account('x'), found);
  expect(told).toEqual([
    { record: 'cognito:a', as: 'target' },
    { record: 'cognito:b', as: 'name' },
  ]);
  expect(digestOfLookAlikes(told)).toBe(digestOfLookAlikes(lookAlikesOf(account('x'), [...found].reverse())));
  expect(digestOfLookAlikes([])).toBeNull();
});
