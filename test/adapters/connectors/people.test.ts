import { expect, it } from '@jest/globals';
import { contactsOf } from '../../../lambdas/adapters/connectors/people.ts';

it.each([
  ['both', ' jane@example.com ', '+41 (79) 123-45-67', ['jane@example.com', '+41791234567']],
  ['a number without its country', null, '079 123 45 67', []],
  ['hardly a digit', '', '+41', []],
  ['nothing', undefined, undefined, []],
])('a directory that has %s', (_, mail, mobile, addresses) => {
  const changedAt = '2026-11-20T10:00:00.000Z';
  const contacts = contactsOf({ mail, mobile, changedAt });
  expect(contacts.map(({ address }) => address)).toEqual(addresses);
  expect(contacts.every((one) => one.changedAt === changedAt)).toBe(true);
});
