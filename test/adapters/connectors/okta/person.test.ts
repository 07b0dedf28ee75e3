import { describe, expect, it } from '@jest/globals';
import {
  codeMinutesOf,
  isLivingCode,
  isPasswordLiving,
  isShut,
  type OktaUser,
  oktaEvidenceOf,
  oktaUserShape,
  versionOf,
} from '../../../../lambdas/adapters/connectors/okta/person.ts';

const GIVEN = '2026-11-20T10:00:00.000Z';
const LATER = '2026-11-20T11:00:00.000Z';
const at = (time: string): number => Date.parse(time);

const user = (status: string, passwordChanged: string | null = GIVEN): OktaUser => ({
  ...{ id: '00u1', status, passwordChanged, profile: { login: 'jane@acme.example' } },
});

describe('a temporary password', () => {
  const request = { issued: true, passwordVersion: at(GIVEN) };
  it.each([
    ['PASSWORD_EXPIRED', GIVEN, true],
    ['PASSWORD_EXPIRED', LATER, true],
    ['ACTIVE', GIVEN, false],
    ['RECOVERY', GIVEN, false],
    ['DEPROVISIONED', GIVEN, false],
    ['LOCKED_OUT', GIVEN, true],
    ['LOCKED_OUT', LATER, false],
    ['LOCKED_OUT', null, true],
    ['SUSPENDED', GIVEN, true],
    ['SUSPENDED', LATER, false],
  ])('in the state %s, with the last change at %s, opens something: %s', (status, changed, living) => {
    expect(isPasswordLiving(user(status, changed), request)).toBe(living);
  });

  it('opens something behind a state that hides it where nobody knows when it was given', () => {
    expect(isPasswordLiving(user('SUSPENDED', LATER), { issued: true })).toBe(true);
  });

  it('that nobody was told opens nothing', () => {
    expect(isPasswordLiving(user('PASSWORD_EXPIRED'), { ...request, issued: false })).toBe(false);
  });
});

describe('a temporary access code', () => {
  const code = { id: 'tac1', key: 'tac', status: 'ACTIVE', profile: { expiresAt: LATER } };
  it('opens something until its end, and for ever where its end is unknown', () => {
    expect(isLivingCode(code, at(GIVEN))).toBe(true);
    expect(isLivingCode(code, at(LATER))).toBe(false);
    for (const profile of [null, undefined, {}, { expiresAt: 'soon' }])
      expect(
        isLivingCode(
          { id: 'tac1', type: 'tac', status: 'ACTIVE', ...(profile === undefined ? {} : { profile }) },
          at(LATER),
        ),
      ).toBe(true);
    expect(isLivingCode({ ...code, status: 'INACTIVE' }, at(GIVEN))).toBe(false);
    expect(isLivingCode({ id: 'sms1', key: 'phone_number', type: 'phone', status: 'ACTIVE' }, at(GIVEN))).toBe(false);
  });

  it.each([
    ['2026-11-20T10:59:59.000Z', 59],
    ['2026-11-20T10:00:01.000Z', 10],
    ['2026-12-20T10:00:00.000Z', 14_400],
  ])('of a grant that ends at %s lives for %d minutes', (expiresAt, minutes) => {
    expect(codeMinutesOf(expiresAt, at(GIVEN))).toBe(minutes);
  });
});

describe('a user', () => {
  it.each(['RECOVERY', 'SUSPENDED', 'DEPROVISIONED', 'STAGED', 'PROVISIONED'])(
    'is kept out in the state %s',
    (status) => {
      expect(isShut(user(status))).toBe(true);
    },
  );

  it.each(['ACTIVE', 'PASSWORD_EXPIRED', 'LOCKED_OUT', 'A_STATE_OF_NEXT_YEAR'])(
    'is not kept out for good in %s',
    (status) => {
      expect(isShut(user(status))).toBe(false);
    },
  );

  it('has an id that is one part of a path', () => {
    for (const id of ['', '../apps', '00u1/lifecycle', '00u1?x'])
      expect(oktaUserShape.safeParse({ ...user('ACTIVE'), id }).success).toBe(false);
    expect(oktaUserShape.safeParse(user('ACTIVE')).success).toBe(true);
  });

  it('has evidence that names states and kinds, no device and no number', () => {
    const factors = [
      { id: 'opf2', factorType: 'sms' },
      { id: 'opf1', factorType: 'push' },
    ];
    expect(oktaEvidenceOf(user('ACTIVE'), factors)).toEqual({
      ...{ status: 'ACTIVE', factors: ['push', 'sms'], passwordVersion: at(GIVEN) },
    });
    expect(versionOf(null)).toBe(0);
    expect(versionOf('yesterday')).toBe(0);
  });
});
