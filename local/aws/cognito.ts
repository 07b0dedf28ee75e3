import { randomBytes, randomUUID } from 'node:crypto';
import * as shapes from './cognito/shapes.ts';
import { refresh, signIn, wrong } from './cognito/sign-in.ts';
import { assertStrong, type Factor, hashed, requireReset, type StoredUser, setPassword } from './cognito/user.ts';
import { UserPools } from './cognito/user-pools.ts';
import { Late } from './late.ts';
import { AwsError } from './protocol/aws-error.ts';
import type { JsonService } from './protocol/json.ts';
import { operationsOf } from './protocol/operations.ts';
import type { StateDirectory } from './state-file.ts';

export interface CognitoOptions {
  readonly directory?: StateDirectory | undefined;
  readonly now: () => number;
  /** Ids of user pools that exist from the start. */
  readonly pools?: readonly string[];
  /** Milliseconds for which lists of users and of sessions may be from before a change; by default none. */
  readonly lagMs?: number;
}

const operation = operationsOf('InvalidParameterException');

/** Cognito user pools, by the administrator's API: users, passwords, second factors, sessions. Sends no messages. */
export class LocalCognito implements JsonService {
  readonly target = 'AWSCognitoIdentityProviderService';
  readonly version = '1.1';
  readonly #pools: UserPools;
  readonly #now: () => number;

  constructor({ directory, now, pools = [], lagMs = 0 }: CognitoOptions) {
    this.#now = now;
    this.#pools = new UserPools(directory, pools, lagMs > 0 ? new Late(lagMs, now) : undefined);
  }

  readonly operations = {
    CreateUserPool: operation(shapes.createPool, ({ PoolName: Name }) => ({
      UserPool: { Id: this.#pools.createPool(), Name },
    })),
    CreateUserPoolClient: operation(shapes.createClient, ({ UserPoolId, ClientName }) => ({
      UserPoolClient: { UserPoolId, ClientName, ClientId: this.#pools.createClient(UserPoolId) },
    })),
    CreateGroup: operation(shapes.createGroup, ({ UserPoolId, GroupName }) => {
      this.#pools.createGroup(UserPoolId, GroupName);
      return { Group: { UserPoolId, GroupName } };
    }),
    AdminAddUserToGroup: operation(shapes.membership, (input) =>
      this.#join(input, (groups) => [...new Set([...groups, input.GroupName])]),
    ),
    AdminRemoveUserFromGroup: operation(shapes.membership, (input) =>
      this.#join(input, (groups) => groups.filter((one) => one !== input.GroupName)),
    ),
    AdminListGroupsForUser: operation(shapes.listGroups, (input) => this.#groupsOf(input)),
    AdminCreateUser: operation(shapes.createUser, (input) => this.#create(input)),
    AdminGetUser: operation(shapes.user, (input) => {
      const { Attributes, ...user } = shown(this.#find(input));
      return { ...user, UserAttributes: Attributes, ...factorsOf(this.#find(input)) };
    }),
    ListUsers: operation(shapes.listUsers, (input) => this.#list(input)),
    AdminSetUserPassword: operation(shapes.setPassword, ({ Password, Permanent, ...input }) =>
      this.#change(input, (user) => setPassword(user, Password, { permanent: Permanent, now: this.#now() })),
    ),
    AdminResetUserPassword: operation(shapes.user, (input) => this.#change(input, requireReset)),
    AdminEnableUser: operation(shapes.user, (input) =>
      this.#change(input, (user) => {
        user.enabled = true;
      }),
    ),
    AdminDisableUser: operation(shapes.user, (input) =>
      this.#change(input, (user) => {
        user.enabled = false;
        user.sessions = [];
      }),
    ),
    AdminDeleteUser: operation(shapes.user, ({ UserPoolId, Username }) => this.#pools.remove(UserPoolId, Username)),
    AdminUserGlobalSignOut: operation(shapes.user, (input) =>
      this.#change(input, (user) => {
        user.sessions = [];
      }),
    ),
    AdminListUserSessions: operation(shapes.user, (input) => ({
      Sessions: this.#pools
        .listedUser(input.UserPoolId, this.#find(input))
        .sessions.map(({ id, clientId, createdAt }) => ({
          SessionId: id,
          SessionType: 'TOKEN',
          ClientId: clientId,
          CreateDate: createdAt / 1000,
        })),
    })),
    AdminSetUserMFAPreference: operation(shapes.setFactors, (input) =>
      this.#change(input, (user) => setFactors(user, input)),
    ),
    AdminSetUserSettings: operation(shapes.setSettings, ({ MFAOptions, ...input }) =>
      this.#change(input, (user) => setOptions(user, MFAOptions.length > 0)),
    ),
    AdminDeleteSoftwareToken: operation(shapes.user, (input) =>
      this.#change(input, (user) => {
        user.softwareToken = false;
        user.factors = user.factors.filter((factor) => factor !== 'SOFTWARE_TOKEN_MFA');
        if (user.preferredFactor === 'SOFTWARE_TOKEN_MFA') user.preferredFactor = null;
      }),
    ),
    AdminInitiateAuth: operation(shapes.initiateAuth, (input) => this.#signIn(input)),
  };

  /** Registers an authenticator app; in a real pool only users can do this. */
  enrolSoftwareToken(poolId: string, name: string): void {
    this.#change({ UserPoolId: poolId, Username: name }, (user) => {
      user.softwareToken = true;
      user.factors = [...new Set<Factor>([...user.factors, 'SOFTWARE_TOKEN_MFA'])];
      user.preferredFactor = 'SOFTWARE_TOKEN_MFA';
    });
  }

  #create({ UserPoolId, Username, UserAttributes, TemporaryPassword }: shapes.CreateUser) {
    const given = TemporaryPassword ?? `Aa1!${randomBytes(12).toString('base64url')}`;
    assertStrong(given);
    const now = this.#now();
    const named = UserAttributes.map(({ Name, Value }) => [Name, Value]);
    const user: StoredUser = {
      name: Username,
      attributes: { ...Object.fromEntries(named), sub: randomUUID() },
      createdAt: now,
      changedAt: now,
      enabled: true,
      status: 'FORCE_CHANGE_PASSWORD',
      password: hashed(given),
      temporarySince: now,
      softwareToken: false,
      factors: [],
      preferredFactor: null,
      smsOption: false,
      sessions: [],
      groups: [],
    };
    this.#pools.add(UserPoolId, user);
    return { User: shown(user) };
  }

  #list({ UserPoolId, Limit, PaginationToken, Filter }: shapes.ListUsers) {
    const start = Number(PaginationToken ?? 0);
    const found = this.#pools.listed(UserPoolId).filter((user) => matches(user, Filter));
    const next = start + Limit;
    return {
      Users: found.slice(start, next).map(shown),
      PaginationToken: next < found.length ? String(next) : undefined,
    };
  }

  /** A change of groups is no change of the user: the time of the last one stays. */
  #join(input: shapes.Membership, change: (groups: readonly string[]) => readonly string[]): void {
    const user = this.#find(input);
    this.#pools.assertGroup(input.UserPoolId, input.GroupName);
    user.groups = change(user.groups);
    this.#pools.save();
  }

  #groupsOf({ Limit, NextToken, ...input }: shapes.ListGroups) {
    const { groups } = this.#find(input);
    const start = Number(NextToken ?? 0);
    const next = start + (Limit === 0 ? 60 : Limit);
    return {
      Groups: groups.slice(start, next).map((GroupName) => ({ GroupName, UserPoolId: input.UserPoolId })),
      NextToken: next < groups.length ? String(next) : undefined,
    };
  }

  #signIn(input: shapes.InitiateAuth) {
    this.#pools.assertClient(input.UserPoolId, input.ClientId);
    const users = this.#pools.users(input.UserPoolId);
    if (input.AuthFlow === 'REFRESH_TOKEN_AUTH') return refresh(users, input.AuthParameters.REFRESH_TOKEN);
    const { USERNAME: name, PASSWORD: password } = input.AuthParameters;
    const user = users.find((one) => one.name === name);
    if (user === undefined) throw wrong();
    const answer = signIn(user, password, { client: input.ClientId, now: this.#now() });
    this.#pools.save();
    return answer;
  }

  #find({ UserPoolId, Username }: { readonly UserPoolId: string; readonly Username: string }): StoredUser {
    return this.#pools.user(UserPoolId, Username);
  }

  #change(input: { readonly UserPoolId: string; readonly Username: string }, change: (user: StoredUser) => void): void {
    const user = this.#find(input);
    change(user);
    user.changedAt = this.#now();
    this.#pools.save();
  }
}

function setFactors(user: StoredUser, input: shapes.SetFactors): void {
  const asked = [
    ['SMS_MFA', input.SMSMfaSettings, user.attributes['phone_number_verified'] === 'true'],
    ['SOFTWARE_TOKEN_MFA', input.SoftwareTokenMfaSettings, user.softwareToken],
    ['EMAIL_OTP', input.EmailMfaSettings, user.attributes['email_verified'] === 'true'],
  ] as const;
  for (const [factor, setting, possible] of asked) {
    if (setting === undefined) continue;
    if (setting.Enabled && !possible)
      throw new AwsError('InvalidParameterException', `User has not verified ${factor.toLowerCase()}`);
    const others = user.factors.filter((one) => one !== factor);
    user.factors = setting.Enabled ? [...others, factor] : others;
    if (setting.PreferredMfa && setting.Enabled) user.preferredFactor = factor;
    else if (user.preferredFactor === factor) user.preferredFactor = null;
  }
}

const shown = (user: StoredUser) => ({
  Username: user.name,
  Attributes: Object.entries(user.attributes).map(([Name, Value]) => ({ Name, Value })),
  UserCreateDate: user.createdAt / 1000,
  UserLastModifiedDate: user.changedAt / 1000,
  Enabled: user.enabled,
  UserStatus: user.status,
});

/** Only a verified number can be turned on. */
function setOptions(user: StoredUser, isOn: boolean): void {
  if (isOn && user.attributes['phone_number_verified'] !== 'true')
    throw new AwsError('InvalidParameterException', 'User does not have a verified phone number');
  user.smsOption = isOn;
}

const factorsOf = ({ factors, preferredFactor, smsOption }: StoredUser) => ({
  MFAOptions: smsOption ? [{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' }] : undefined,
  UserMFASettingList: factors.length > 0 ? factors : undefined,
  PreferredMfaSetting: preferredFactor ?? undefined,
});

function matches(user: StoredUser, filter: string | undefined): boolean {
  if (filter === undefined) return true;
  const [, name = '', sign, value = ''] = /^\s*"?([\w:]+)"?\s*(\^?=)\s*"([^"]*)"\s*$/.exec(filter) ?? [];
  const known = { ...user.attributes, username: user.name };
  const found = Object.entries(known).find(([key]) => key === name)?.[1];
  return sign === '=' ? found === value : (found?.startsWith(value) ?? false);
}
