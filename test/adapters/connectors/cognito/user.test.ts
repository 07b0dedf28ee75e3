import { describe, expect, it } from '@jest/globals';
import {
  type CognitoUser,
  cognitoUser,
  factorsOff,
  hasSoftwareToken,
  isReset,
  isResetGone,
  userEvidence,
  wasLeftByUs,
  whyNotRecoverable,
} from '../../../../lambdas/adapters/connectors/cognito/user.ts';
import type { ConnectorRequest } from '../../../../lambdas/ports/connector.ts';

const user = (over: Partial<CognitoUser> = {}): CognitoUser => ({
  isEnabled: true,
  status: 'CONFIRMED',
  factors: [],
  hasSmsOption: false,
  changedAt: null,
  ...over,
});
const request = (action: ConnectorRequest['action'], repudiated = false): ConnectorRequest => ({
  action,
  target: 'jane',
  directoryId: 'sub-jane',
  grant: 'g',
  expiresAt: '',
  issued: true,
  repudiated,
});

const TOTP = ['SOFTWARE_TOKEN_MFA'];

describe('a user of a pool', () => {
  it('counts as disabled, unknown and without factor where the pool says nothing', () => {
    expect(cognitoUser({ Username: 'jane' })).toEqual(user({ isEnabled: false, status: 'UNKNOWN' }));
  });

  it.each([
    [[], [{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' }], ['SMS_MFA']],
    [['SMS_MFA'], [{ DeliveryMedium: 'SMS' }], ['SMS_MFA']],
    [['SOFTWARE_TOKEN_MFA'], [{}], ['SOFTWARE_TOKEN_MFA', 'SMS_MFA']],
    [['EMAIL_OTP'], [], ['EMAIL_OTP']],
  ] as const)('has the factors of both settings: %j and %j', (UserMFASettingList, MFAOptions, factors) => {
    const answer = { Username: 'jane', UserMFASettingList: [...UserMFASettingList], MFAOptions: [...MFAOptions] };
    expect(cognitoUser(answer as never).factors).toEqual(factors);
  });

  it('was left by us while it is disabled and as it was when its end was confirmed', () => {
    const seen = user({ isEnabled: false, changedAt: '2026-11-20T10:00:00.000Z' });
    const left = userEvidence(seen);
    expect(wasLeftByUs(seen, left)).toBe(true);
    expect(wasLeftByUs({ ...seen, changedAt: '2026-11-20T10:00:00.001Z' }, left)).toBe(false);
    expect(wasLeftByUs({ ...seen, isEnabled: true }, left)).toBe(false);
    expect(wasLeftByUs(seen, undefined)).toBe(false);
    expect(wasLeftByUs({ ...seen, changedAt: null }, userEvidence({ ...seen, changedAt: null }))).toBe(false);
  });

  it('is evidence as statuses only', () => {
    const attributes = [{ Name: 'email', Value: 'jane@example.com' }];
    const seen = cognitoUser({ Username: 'jane', Enabled: true, UserStatus: 'CONFIRMED', UserAttributes: attributes });
    expect(userEvidence(seen)).toEqual({ enabled: true, status: 'CONFIRMED', factors: [] });
  });

  it.each(['CONFIRMED', 'FORCE_CHANGE_PASSWORD', 'RESET_REQUIRED'])('can be given a password while `%s`', (status) => {
    expect(whyNotRecoverable(user({ status }), undefined)).toBeUndefined();
  });

  it.each([
    ['disabled', user({ isEnabled: false })],
    ['EXTERNAL_PROVIDER', user({ status: 'EXTERNAL_PROVIDER' })],
    ['UNCONFIRMED', user({ status: 'UNCONFIRMED' })],
    ['UNKNOWN', user({ status: 'UNKNOWN' })],
  ])('cannot be given a password while `%s`', (why, seen) => {
    expect(whyNotRecoverable(seen, undefined)).toBe(why);
  });

  it.each([
    ['reset-password', user({ status: 'FORCE_CHANGE_PASSWORD', factors: TOTP }), true],
    ['reset-password', user({ status: 'CONFIRMED' }), false],
    ['reset-mfa', user({ status: 'FORCE_CHANGE_PASSWORD' }), true],
    ['reset-mfa', user({ status: 'FORCE_CHANGE_PASSWORD', factors: TOTP }), false],
  ] as const)('is reset (%s) when it is read back: %j', (action, seen, expected) => {
    expect(isReset(seen, action)).toBe(expected);
  });

  it.each([
    ['reset-password', 'has their own password', user(), true],
    ['reset-password', 'still has the temporary one', user({ status: 'FORCE_CHANGE_PASSWORD' }), false],
    ['reset-password', 'must reset once more', user({ status: 'RESET_REQUIRED' }), false],
    ['reset-password', 'is in a state we do not know', user({ status: 'ARCHIVED' }), false],
    ['reset-password', 'is disabled', user({ isEnabled: false, status: 'FORCE_CHANGE_PASSWORD' }), true],
    ['reset-password', 'is federated: nothing was given', user({ status: 'EXTERNAL_PROVIDER' }), true],
    ['reset-mfa', 'has their own password and a factor', user({ factors: TOTP }), true],
    ['reset-mfa', 'has their own password and no factor', user(), false],
    [
      'reset-mfa',
      'has a factor and the temporary password',
      user({ status: 'FORCE_CHANGE_PASSWORD', factors: TOTP }),
      false,
    ],
    ['reset-mfa', 'was never confirmed: nothing was given', user({ status: 'UNCONFIRMED' }), true],
  ] as const)('after %s, who %s: gone is right', (action, _, seen, expected) => {
    expect(isResetGone(seen, request(action))).toBe(expected);
  });

  it.each(['reset-password', 'reset-mfa'] as const)(
    'who has replaced everything is not gone after %s that was repudiated; only a disabled one is',
    (action) => {
      expect(isResetGone(user({ factors: TOTP }), request(action, true))).toBe(false);
      expect(isResetGone(user({ factors: TOTP, isEnabled: false }), request(action, true))).toBe(true);
    },
  );

  it('has an authenticator app only if its codes are asked for', () => {
    expect([hasSoftwareToken([]), hasSoftwareToken(['SMS_MFA']), hasSoftwareToken(TOTP)]).toEqual([false, false, true]);
  });

  it('has the factors turned off that are on, and no other mentioned', () => {
    const off = { Enabled: false, PreferredMfa: false };
    expect(factorsOff([])).toEqual({});
    expect(factorsOff(['SMS_MFA'])).toEqual({ SMSMfaSettings: off });
    expect(factorsOff(['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP', 'WEB_AUTHN_MFA'])).toEqual({
      SoftwareTokenMfaSettings: off,
      EmailMfaSettings: off,
      WebAuthnMfaSettings: { Enabled: false },
    });
  });
});
