import { describe, expect, it } from '@jest/globals';
import {
  collectionOf,
  isGuest,
  isSpent,
  minutesOf,
  type Pass,
  removable,
  type UserMethod,
} from '../../../../lambdas/adapters/connectors/entra/person.ts';

const method = (kind: string): UserMethod => ({ '@odata.type': `#microsoft.graph.${kind}`, id: kind });

describe('a pass', () => {
  const pass: Pass = { id: 'a', lifetimeInMinutes: 60, isUsableOnce: true, isUsable: false, methodUsabilityReason: '' };

  it.each([
    ['Expired', false, true],
    ['OneTimeUsed', false, true],
    ['NotYetValid', false, false],
    ['DisabledByPolicy', false, false],
    ['EnabledByPolicy', true, false],
    ['Expired', true, false],
    ['SomethingNew', false, false],
  ])('that is `%s`, usable %s, is spent: %s', (methodUsabilityReason, isUsable, spent) => {
    expect(isSpent({ ...pass, methodUsabilityReason, isUsable })).toBe(spent);
  });

  it('lives to the end of the grant within what the tenant allows', () => {
    const policy = { state: 'enabled', minimumLifetimeInMinutes: 10, maximumLifetimeInMinutes: 480 };
    const now = Date.parse('2026-11-20T10:00:00.000Z');
    const ending = (time: string) => minutesOf(`2026-11-20T${time}.000Z`, now, policy);
    expect([ending('10:45:30'), ending('10:09:59'), ending('09:00:00'), ending('23:59:00')]).toEqual([45, 10, 10, 480]);
  });
});

describe('methods', () => {
  it('are removable but for the password and a pass', () => {
    const all = [
      'passwordAuthenticationMethod',
      'temporaryAccessPassAuthenticationMethod',
      'phoneAuthenticationMethod',
    ];
    expect(removable(all.map(method)).map(({ id }) => id)).toEqual(['phoneAuthenticationMethod']);
  });

  it('of a kind that nothing here can remove have no place, also when their name is one of JavaScript', () => {
    expect(collectionOf(method('fido2AuthenticationMethod'))).toBe('fido2Methods');
    for (const kind of ['retinaAuthenticationMethod', 'constructor', '__proto__'])
      expect(collectionOf(method(kind))).toBeUndefined();
  });
});

describe('a guest', () => {
  const user = { id: 'a', userPrincipalName: 'a@contoso.example', accountEnabled: true };
  it.each([
    [user, false],
    [{ ...user, creationType: null }, false],
    [{ ...user, creationType: 'LocalAccount' }, false],
    [{ ...user, creationType: 'Invitation' }, true],
    [{ ...user, userPrincipalName: 'a_b.example#EXT#@contoso.example' }, true],
  ])('%#: is told by name or by how it came', (one, guest) => {
    expect(isGuest(one)).toBe(guest);
  });
});
