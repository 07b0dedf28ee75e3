import { describe, expect, it } from '@jest/globals';
import { identitiesOf, isPersonId, normalAddress } from '../../../lambdas/core/registry/person.ts';
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
