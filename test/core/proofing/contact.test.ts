import { describe, expect, it } from '@jest/globals';
import {
  areSound,
  type Contact,
  isSameReach,
  isSettled,
  masked,
  wayOf,
} from '../../../lambdas/core/proofing/contact.ts';
import { at, NOW } from '../../support/fixtures.ts';

const contact = (over: Partial<Contact> = {}): Contact => ({
  ...{ id: 'work', kind: 'email', address: 'jane@example.com', since: NOW, ...over },
});

describe('a contact', () => {
  it.each([
    [contact(), 'j***@e***.com'],
    [contact({ address: 'j@x.co.uk' }), 'j***@x***.uk'],
    [contact({ kind: 'sms', address: '+15550001142' }), '***42'],
    [contact({ kind: 'voice', address: '+1 555 000 11 42' }), '***42'],
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
    [contact(), contact({ id: 'other', address: 'jane@example.org' }), false],
  ])('reaches the same as another: %#', (one, other, same) => {
    expect(isSameReach(one, other)).toBe(same);
  });
});

describe('the contacts of an account', () => {
  it.each([
    ['none', [], true],
    ['two', [contact(), contact({ id: 'b' })], true],
    ['two of one id', [contact(), contact()], false],
    ['a mailbox that is called', [contact({ kind: 'voice' })], false],
    ['a number that mail is sent to', [contact({ address: '+15550001111' })], false],
    ['eleven', Array.from({ length: 11 }, (_, index) => contact({ id: `c-${index}` })), false],
  ])('%s', (_, contacts, sound) => {
    expect(areSound(contacts)).toBe(sound);
  });
});

describe('the way that a request came', () => {
  it.each([
    ['phone', 'voice'],
    ['email', 'email'],
    ['text', 'sms'],
    ['chat', 'chat'],
    ['console', 'console'],
  ])('`%s` is `%s`', (channel, way) => {
    expect(wayOf(channel)).toBe(way);
  });
});
