import {
  AdminDeleteSoftwareTokenCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserAuthFactorsCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminSetUserMFAPreferenceCommand,
  type AdminSetUserMFAPreferenceCommandInput,
  AdminSetUserPasswordCommand,
  AdminSetUserSettingsCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
  InvalidPasswordException,
  ResourceNotFoundException,
  SoftwareTokenMFANotFoundException,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { mockClient } from 'aws-sdk-client-mock';

export interface ModelUser {
  /** The pool's own id of the user. */
  readonly sub: string;
  enabled: boolean;
  status: string;
  factors: string[];
  hasSoftwareToken: boolean;
  hasPasskey: boolean;
  password: string;
  /** Sessions that can still be refreshed. */
  sessions: number;
  /** SMS by the older setting; the newer one does not turn it off. */
  smsOption: boolean;
  /** Names of the groups that the user is in. */
  groups: string[];
  /** Number of changes of the user; shown as the moment of the last one. */
  changes: number;
}

export const USER_POOL = 'eu-west-1_Example';

const CHANGED = Date.parse('2026-11-20T10:00:00.000Z');

interface Key {
  readonly UserPoolId: string;
  readonly Username: string;
}

/** A Cognito user pool by its API reference, as far as we use it. Its password policy is strict. */
export class ModelCognito {
  readonly client = new CognitoIdentityProviderClient({});
  readonly users = new Map<string, ModelUser>();
  /** Most groups in one page. */
  page = 60;
  #made = 0;

  constructor() {
    const mock = mockClient(this.client);
    mock.on(AdminGetUserCommand).callsFake(async (key: Key) => {
      const { sub, enabled, status, factors, smsOption, changes } = this.#user(key);
      return {
        ...{ Username: key.Username, Enabled: enabled, UserStatus: status, UserMFASettingList: [...factors] },
        ...(smsOption ? { MFAOptions: [{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' }] } : {}),
        UserAttributes: [{ Name: 'sub', Value: sub }],
        UserLastModifiedDate: new Date(CHANGED + changes),
      };
    });
    mock.on(AdminSetUserPasswordCommand).callsFake(async (input: Key & { Password: string; Permanent: boolean }) => {
      const user = this.#changed(input);
      assertPolicy(input.Password);
      user.password = input.Password;
      user.status = input.Permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
      return {};
    });
    mock.on(AdminSetUserMFAPreferenceCommand).callsFake(async (input: AdminSetUserMFAPreferenceCommandInput & Key) => {
      this.#setPreference(this.#changed(input), input);
      return {};
    });
    mock.on(AdminDeleteSoftwareTokenCommand).callsFake(async (key: Key) => {
      const user = this.#user(key);
      if (!user.hasSoftwareToken) throw new SoftwareTokenMFANotFoundException(says('no software token'));
      user.hasSoftwareToken = false;
      user.factors = user.factors.filter((factor) => factor !== 'SOFTWARE_TOKEN_MFA');
      return {};
    });
    mock.on(AdminSetUserSettingsCommand).callsFake(async (input: Key & { MFAOptions: readonly object[] }) => {
      this.#changed(input).smsOption = input.MFAOptions.length > 0;
      return {};
    });
    mock.on(AdminListGroupsForUserCommand).callsFake(async (input: Key & { Limit?: number; NextToken?: string }) => {
      const { groups } = this.#user(input);
      const [start, limit] = [Number(input.NextToken ?? 0), Math.min(input.Limit ?? 60, this.page)];
      const next = start + limit;
      return {
        Groups: groups.slice(start, next).map((GroupName) => ({ GroupName })),
        ...(next < groups.length ? { NextToken: String(next) } : {}),
      };
    });
    this.#onSwitches(mock);
  }

  #onSwitches(mock: ReturnType<typeof mockClient>): void {
    mock.on(AdminDisableUserCommand).callsFake(async (key: Key) => {
      this.#changed(key).enabled = false;
      return {};
    });
    mock.on(AdminEnableUserCommand).callsFake(async (key: Key) => {
      this.#changed(key).enabled = true;
      return {};
    });
    mock.on(AdminUserGlobalSignOutCommand).callsFake(async (key: Key) => {
      this.#user(key).sessions = 0;
      return {};
    });
    mock.on(AdminGetUserAuthFactorsCommand).callsFake(async (key: Key) => ({
      ConfiguredUserAuthFactors: ['PASSWORD', ...(this.#user(key).hasPasskey ? ['WEB_AUTHN'] : [])],
    }));
  }

  /** A user who has signed in before, with a password, an authenticator app and a session. */
  add(name: string, over: Partial<ModelUser> = {}): ModelUser {
    this.#made += 1;
    const user: ModelUser = {
      sub: `sub-${this.#made}`,
      enabled: true,
      status: 'CONFIRMED',
      factors: ['SOFTWARE_TOKEN_MFA'],
      hasSoftwareToken: true,
      hasPasskey: false,
      password: 'canary-password-of-before',
      sessions: 1,
      smsOption: false,
      groups: [],
      changes: 0,
      ...over,
    };
    this.users.set(name, user);
    return user;
  }

  /** The first sign-in with a temporary password. */
  replacePassword(name: string): void {
    Object.assign(this.users.get(name) ?? {}, { status: 'CONFIRMED', password: 'canary-password-of-their-own' });
  }

  /** Somebody else changes the user. */
  touch(name: string, over: Partial<ModelUser>): void {
    const user = this.#changed({ UserPoolId: USER_POOL, Username: name });
    Object.assign(user, over);
  }

  #changed(key: Key): ModelUser {
    const user = this.#user(key);
    user.changes += 1;
    return user;
  }

  #user({ UserPoolId, Username }: Key): ModelUser {
    if (UserPoolId !== USER_POOL) throw new ResourceNotFoundException(says(`user pool ${UserPoolId} does not exist`));
    const user = this.users.get(Username);
    if (user === undefined) throw new UserNotFoundException(says('user does not exist'));
    return user;
  }

  #setPreference(user: ModelUser, input: AdminSetUserMFAPreferenceCommandInput): void {
    const settings = [
      ['SMS_MFA', input.SMSMfaSettings],
      ['SOFTWARE_TOKEN_MFA', input.SoftwareTokenMfaSettings],
      ['EMAIL_OTP', input.EmailMfaSettings],
    ] as const;
    for (const [factor, setting] of settings)
      if (setting?.Enabled === false) user.factors = user.factors.filter((one) => one !== factor);
  }
}

function assertPolicy(password: string): void {
  const classes = [/[A-Z]/, /[a-z]/, /[0-9]/, /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]/];
  if (password.length < 16 || password.length > 256 || !classes.every((characters) => characters.test(password)))
    throw new InvalidPasswordException(says(`password did not conform with policy: ${password}`));
}

const says = (message: string): { message: string; $metadata: { httpStatusCode: number } } => ({
  message,
  $metadata: { httpStatusCode: 400 },
});
