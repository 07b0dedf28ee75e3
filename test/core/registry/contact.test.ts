import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  areSound,
  type Contact,
  datedContacts,
  isSameReach,
  isSettled,
  isSpelledAlike,
  masked,
  wayOf,
  wayTo,
} from '../../../lambdas/core/registry/contact.ts';
import { at, NOW } from '../../support/fixtures.ts';
import { properties } from '../../support/properties.ts';

const contact = (over: Partial<Contact> = {}): Contact => ({
  ...{ id: 'work', kind: 'email', address: 'jane@example.com', since: NOW, ...over },
});

const POSTAL = 'Jane Doe\n1 Main Street\nSpringfield';

describe('a contact', () => {
  it.each([
    [contact(), 'j***@e***.com'],
    [contact({ address: 'j@x.co.uk' }), 'j***@x***.uk'],
    [contact({ kind: 'sms', address: '+15550001142' }), '***42'],
    [contact({ kind: 'voice', address: '+1 555 000 11 42' }), '***42'],
    [contact({ kind: 'postal', address: POSTAL }), 'post'],
  ])('is shown masked: %j', (one, shown) => {
    expect(masked(one)).toBe(shown);
  });

  it('shows neither the name nor the number that it masks', () => {
    expect(masked(contact({ address: 'canary@canary.example' }))).not.toContain('anary');
    expect(masked(contact({ kind: 'sms', address: '+15550001142' }))).not.toContain('5550');
  });

  it('counts from exactly its minimum age on', () => {
    expect(isSettled(contact(), at(604_800), 604_800)).toBe(true);
    expect(isSettled(contact(), at(604_799.999), 604_800)).toBe(false);
    expect(isSettled(contact({ since: at(1) }), NOW, 0)).toBe(false);
  });

  it.each([
    [contact(), contact({ id: 'other' }), true],
    [contact(), contact({ id: 'other', address: 'JANE@example.COM' }), true],
    [
      contact({ kind: 'sms', address: '+15550001111' }),
      contact({ id: 'c', kind: 'voice', address: '+1 (555) 000-1111' }),
      true,
    ],
    [contact(), contact({ id: 'other', address: 'ＪＡＮＥ+spam@example.com' }), true],
    [
      contact({ kind: 'voice', address: '+15550001111' }),
      contact({ id: 'c', kind: 'voice', address: '+１ ５５５ ０００ １１１１' }),
      true,
    ],
    [contact(), contact({ id: 'other', address: 'jane@example.org' }), false],
    [
      contact({ kind: 'sms', address: '+15550001111' }),
      contact({ id: 'c', kind: 'voice', address: '+15550001112' }),
      false,
    ],
  ])('reaches the same as another: %#', (one, other, same) => {
    expect(isSameReach(one, other)).toBe(same);
  });

  it.each([
    [contact({ address: 'Jane@EXAMPLE.com' }), true],
    [contact({ address: 'jane+x@example.com' }), false],
    [contact({ address: 'jane@example.org' }), false],
  ])('is spelled like another but for upper and lower case: %#', (other, alike) => {
    expect(isSpelledAlike(contact(), other)).toBe(alike);
  });

  it('is named as a way by the first kind under which its reach is registered', () => {
    const text = contact({ id: 't', kind: 'sms', address: '+15550001111' });
    const call = contact({ id: 'c', kind: 'voice', address: '+1 555 000 1111' });
    const home = contact({ id: 'h', kind: 'voice', address: '+15550002222' });
    for (const registered of [
      [text, call, home],
      [home, call, text],
    ])
      expect([text, call, home].map((one) => wayTo(one, registered))).toEqual(['sms', 'sms', 'voice']);
    expect([wayTo(call, [call, home]), wayTo(contact(), [])]).toEqual(['voice', 'email']);
  });
});

describe('an address that is masked', () => {
  const text = (letters: string) => fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 20 });

  it('shows of a mailbox the first letters and the top-level domain, and nothing else', () => {
    properties(
      fc.property(text('abc+._@'), text('xyz-.東'), (local, domain) => {
        const shown = masked({ kind: 'email', address: `${local}@${domain}` });
        const [, first, begins, ending = ''] = /^(.)\*{3}@(.)\*{3}(\.[^.]*)?$/u.exec(shown) ?? [];
        expect([first, begins]).toEqual([local.charAt(0), domain.charAt(0)]);
        expect(domain.slice(1).endsWith(ending)).toBe(true);
      }),
    );
  });

  it.each([
    ['jane.doe@mailhost', 'j***@m***'],
    ['"a@b"@x.example', '"***@x***.example'],
    ['jane@.example', 'j***@.***'],
  ])('shows of %s no part of the name for an ending', (address, shown) => {
    expect(masked({ kind: 'email', address })).toBe(shown);
  });
});

describe('the contacts of an account', () => {
  it.each([
    ['none', [], true],
    ['two', [contact(), contact({ id: 'b', address: 'jane@example.org' })], true],
    ['one mailbox twice', [contact(), contact({ id: 'b' })], false],
    ['one mailbox with another tag', [contact(), contact({ id: 'b', address: 'JANE+x@example.com' })], false],
    [
      'one number twice to be texted',
      ['a', 'b'].map((id) => contact({ id, kind: 'sms', address: '+15550001111' })),
      false,
    ],
    [
      'one number to be texted and to be called',
      (['sms', 'voice'] as const).map((kind) => contact({ id: kind, kind, address: '+15550001111' })),
      true,
    ],
    ['two of one id', [contact(), contact()], false],
    ['a mailbox that is called', [contact({ kind: 'voice' })], false],
    ['a number that mail is sent to', [contact({ address: '+15550001111' })], false],
    ['a letter box', [contact({ kind: 'postal', address: POSTAL })], true],
    ['one letter box twice', ['a', 'b'].map((id) => contact({ id, kind: 'postal', address: POSTAL })), false],
    ['a letter box by the name of a mailbox', [contact({ kind: 'postal', address: 'jane@example.com' })], false],
    ['a letter box of one line', [contact({ kind: 'postal', address: 'Springfield' })], false],
    ['mail to several lines', [contact({ address: 'jane@example.com\nx@example.com' })], false],
    ['a number of several lines', [contact({ kind: 'sms', address: '+15550001111\n+15550002222' })], false],
    [
      'eleven',
      Array.from({ length: 11 }, (_, index) => contact({ id: `c-${index}`, address: `c-${index}@example.com` })),
      false,
    ],
  ])('%s', (_, contacts, sound) => {
    expect(areSound(contacts)).toBe(sound);
  });
});

describe('the way that a request came', () => {
  it.each([
    ['phone', 'telephone'],
    ['text', 'telephone'],
    ['sms', 'telephone'],
    ['voice', 'telephone'],
    ['email', 'email'],
    ['mail', 'email'],
    ['chat', 'chat'],
    ['console', 'console'],
  ])('`%s` is `%s`', (channel, way) => {
    expect(wayOf(channel)).toBe(way);
  });
});

describe('contact dates', () => {
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
});
