import { describe, expect, it } from '@jest/globals';
import type { Contact } from '../../../lambdas/core/registry/contact.ts';
import { datedContacts } from '../../../lambdas/core/registry/contact-dates.ts';
import { at, NOW } from '../../support/fixtures.ts';

const contact = (over: Partial<Contact> = {}): Contact => ({
  ...{ id: 'work', kind: 'email', address: 'jane@example.com', since: at(-90), ...over },
});
const mobile = contact({ id: 'mobile', kind: 'sms', address: '+15550001111' });

/** Since when the one contact of a record counts that is confirmed now. */
const sinceOf = (before: readonly Contact[] | undefined, confirmed: Contact) =>
  datedContacts(before, [confirmed], NOW)[0]?.since;

describe('since when a contact counts', () => {
  it('is what the directory says, in the first record of an account', () => {
    expect(datedContacts(undefined, [contact(), mobile], NOW)).toEqual([contact(), mobile]);
  });

  it.each<readonly [string, Contact]>([
    ['address', contact({ address: 'thief@example.org' })],
    ['number', contact({ ...mobile, address: '+15550001112' })],
    ['kind', contact({ ...mobile, kind: 'voice' })],
    ['name', contact({ id: 'other' })],
    ['tag, which can be another mailbox', contact({ address: 'jane+x@example.com' })],
  ])('is the moment in which another %s was confirmed, however old it was said to be', (_, changed) => {
    expect(sinceOf([contact(), mobile], changed)).toBe(NOW);
  });

  it('is later where a later moment was said', () => {
    expect(sinceOf([], contact({ since: at(60) }))).toBe(at(60));
  });

  it.each([at(-1000), at(1000)])('stays what it was for one that did not change, whatever was said: %s', (since) => {
    expect(sinceOf([contact()], contact({ since }))).toBe(at(-90));
    expect(sinceOf([contact()], contact({ address: 'Jane@Example.com', since }))).toBe(at(-90));
    expect(sinceOf([mobile], { ...mobile, address: '+1 (555) 000-1111', since })).toBe(at(-90));
  });

  it('begins anew for one that was removed and comes back', () => {
    expect(sinceOf(datedContacts([contact()], [mobile], at(-50)), contact())).toBe(NOW);
  });
});
