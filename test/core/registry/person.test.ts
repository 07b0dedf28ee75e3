import { describe, expect, it } from '@jest/globals';
import { identitiesOf, isPersonId, normalAddress, replacing } from '../../../lambdas/core/registry/person.ts';
import { aPerson } from '../../support/fixtures.ts';

describe('normalAddress', () => {
  it.each([
    ['Jane.Doe@Example.com', 'jane.doe@example.com'],
    [' jane@example.com\n', 'jane@example.com'],
    ['jane+desk@example.com', 'jane@example.com'],
    ['jane+a+b@example.com', 'jane@example.com'],
    ['ｊａｎｅ@example.com', 'jane@example.com'],
    ['"a@b"@example.com', '"a@b"@example.com'],
    ['no address', 'no address'],
    ['@example.com', '@example.com'],
  ])('spells `%s` as `%s`', (address, normal) => {
    expect(normalAddress(address)).toBe(normal);
  });

  it('leaves different people different', () => {
    expect(normalAddress('jane.doe@example.com')).not.toBe(normalAddress('janedoe@example.com'));
    expect(normalAddress('jane@example.com')).not.toBe(normalAddress('jane@example.org'));
  });
});

describe('identitiesOf', () => {
  it('names each by its kind, so that none can pass for one of another kind', () => {
    const sameText = aPerson({ subjects: ['x'], addresses: ['x'], ticketUsers: ['x'] });
    expect(identitiesOf(sameText)).toEqual(['subject:x', 'address:x', 'ticket-user:x']);
  });
});

describe('isPersonId', () => {
  it.each(['person:jane', 'person:a', 'person:oidc-0011223344556677', 'person:a.b_c-d'])('accepts `%s`', (id) => {
    expect(isPersonId(id)).toBe(true);
  });

  it.each(['jane', 'person:', 'person:Jane', 'person:-a', 'person:a b', `person:${'a'.repeat(64)}`, 'person:a\n'])(
    'refuses %j',
    (id) => {
      expect(isPersonId(id)).toBe(false);
    },
  );
});

describe('a record that replaces another', () => {
  const passkeys = [{ credentialId: 'credential', publicKey: 'key', site: 'https://console.example.com' }];

  it('keeps the passkeys of the earlier one when it does not speak of passkeys', () => {
    expect(replacing(aPerson({ passkeys }), aPerson({ name: 'Other' }))).toEqual(aPerson({ name: 'Other', passkeys }));
    expect(replacing(null, aPerson())).toEqual(aPerson());
    expect(replacing(aPerson(), aPerson())).toEqual(aPerson());
  });

  it('takes them away, or gives others, when it says so', () => {
    expect(replacing(aPerson({ passkeys }), aPerson({ passkeys: [] })).passkeys).toEqual([]);
    const others = passkeys.map((one) => ({ ...one, credentialId: 'other' }));
    expect(replacing(aPerson({ passkeys }), aPerson({ passkeys: others })).passkeys).toEqual(others);
  });
});
