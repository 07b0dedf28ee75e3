import { randomBytes } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteSoftwareTokenCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminListGroupsForUserCommand,
  AdminListUserSessionsCommand,
  AdminRemoveUserFromGroupCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminSetUserPasswordCommand,
  AdminSetUserSettingsCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Endpoint, fresh, refusal, ruleFor } from './rules.ts';

export type CognitoDeviation =
  | 'sessions cannot be listed'
  | 'authenticator apps cannot be removed'
  | 'a password that must be reset still works'
  | 'disabled users can be reset'
  | 'the older setting is not known'
  | 'groups come in one page';

/** How moto 5.2 is known to deviate. */
export const MOTO_COGNITO: readonly CognitoDeviation[] = [
  'sessions cannot be listed',
  'authenticator apps cannot be removed',
  'a password that must be reset still works',
  'disabled users can be reset',
  'the older setting is not known',
  'groups come in one page',
];

const PHONE = { Name: 'phone_number', Value: '+15555550100' };

/** What a user pool does with users, passwords, second factors and sessions. */
export function cognitoContract(
  name: string,
  open: () => Promise<Endpoint>,
  deviations: readonly CognitoDeviation[] = [],
): void {
  const rule = ruleFor(deviations);

  describe(`Cognito: ${name}`, () => {
    let client: CognitoIdentityProviderClient;
    let UserPoolId: string;
    let ClientId: string;
    beforeAll(async () => {
      client = new CognitoIdentityProviderClient(await open());
      const pool = await client.send(new CreateUserPoolCommand({ PoolName: fresh('pool') }));
      UserPoolId = String(pool.UserPool?.Id);
      const ExplicitAuthFlows = ['ALLOW_ADMIN_USER_PASSWORD_AUTH' as const, 'ALLOW_REFRESH_TOKEN_AUTH' as const];
      const app = { UserPoolId, ClientName: 'contract', ExplicitAuthFlows };
      ClientId = String((await client.send(new CreateUserPoolClientCommand(app))).UserPoolClient?.ClientId);
    });
    afterAll(() => client.destroy());

    const password = () => `Aa1!${randomBytes(12).toString('hex')}`;
    const verified = { Name: 'email_verified', Value: 'true' };
    const create = async (TemporaryPassword = password(), more = [verified]) => {
      const Username = fresh('user');
      const UserAttributes = [{ Name: 'email', Value: `${Username}@example.com` }, ...more];
      const user = { UserPoolId, Username, UserAttributes, TemporaryPassword, MessageAction: 'SUPPRESS' as const };
      await client.send(new AdminCreateUserCommand(user));
      return { UserPoolId, Username };
    };
    type User = Awaited<ReturnType<typeof create>>;
    const get = (user: User) => client.send(new AdminGetUserCommand(user));
    const set = (user: User, Password: string, Permanent = true) =>
      client.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent }));
    const signIn = ({ Username }: User, PASSWORD: string) =>
      client.send(
        new AdminInitiateAuthCommand({
          UserPoolId,
          ClientId,
          AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: Username, PASSWORD },
        }),
      );
    const refresh = (REFRESH_TOKEN = '') =>
      client.send(
        new AdminInitiateAuthCommand({
          UserPoolId,
          ClientId,
          AuthFlow: 'REFRESH_TOKEN_AUTH',
          AuthParameters: { REFRESH_TOKEN },
        }),
      );
    const confirmed = async () => {
      const user = await create();
      const secret = password();
      await set(user, secret);
      return { user, secret };
    };

    rule('makes users who must change their password', async () => {
      const secret = password();
      const user = await create(secret);
      const { UserStatus, Enabled, UserAttributes = [], UserMFASettingList } = await get(user);
      expect({ UserStatus, Enabled }).toEqual({ UserStatus: 'FORCE_CHANGE_PASSWORD', Enabled: true });
      expect(UserAttributes.find(({ Name }) => Name === 'sub')?.Value).toMatch(/^[0-9a-f-]{36}$/);
      expect(UserMFASettingList ?? []).toEqual([]);
      const { ChallengeName, AuthenticationResult } = await signIn(user, secret);
      expect({ ChallengeName, AuthenticationResult }).toEqual({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });
    });

    rule('refuses a second user of the same name', async () => {
      const { Username } = await create();
      const again = new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' });
      expect(await refusal(client.send(again))).toBe('UsernameExistsException');
    });

    rule('knows no user and no pool that was not made', async () => {
      expect(await refusal(get({ UserPoolId, Username: fresh('nobody') }))).toBe('UserNotFoundException');
      const nowhere = { UserPoolId: 'us-east-1_nowhere00', Username: 'x' };
      expect(await refusal(get(nowhere))).toBe('ResourceNotFoundException');
    });

    rule('finds users by an attribute', async () => {
      const user = await create();
      const found = async (Filter: string) =>
        (await client.send(new ListUsersCommand({ UserPoolId, Filter }))).Users?.map(({ Username }) => Username);
      expect(await found(`email = "${user.Username}@example.com"`)).toEqual([user.Username]);
      expect(await found(`email = "${user.Username}@example.co"`)).toEqual([]);
    });

    rule('takes the password before no more once another is set', async () => {
      const { user, secret } = await confirmed();
      expect((await signIn(user, secret)).AuthenticationResult?.AccessToken).toBeDefined();
      const next = password();
      await set(user, next, false);
      expect(await refusal(signIn(user, secret))).toBe('NotAuthorizedException');
      expect((await get(user)).UserStatus).toBe('FORCE_CHANGE_PASSWORD');
      expect((await signIn(user, next)).ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    });

    rule('refuses a weak password', async () => {
      const { user } = await confirmed();
      for (const weak of ['short1!', 'alllowercase1!', 'NoDigitsHere!', 'NoSymbolHere1'])
        expect(await refusal(set(user, weak))).toBe('InvalidPasswordException');
    });

    rule(
      'takes no password that must be reset',
      async () => {
        const { user, secret } = await confirmed();
        await client.send(new AdminResetUserPasswordCommand(user));
        expect((await get(user)).UserStatus).toBe('RESET_REQUIRED');
        expect(await refusal(signIn(user, secret))).toBe('PasswordResetRequiredException');
      },
      'a password that must be reset still works',
    );

    rule('resets no password without a verified address', async () => {
      const user = await create(undefined, []);
      await set(user, password());
      const reset = client.send(new AdminResetUserPasswordCommand(user));
      expect(await refusal(reset)).toBe('InvalidParameterException');
    });

    rule('resets no temporary password', async () => {
      const reset = client.send(new AdminResetUserPasswordCommand(await create()));
      expect(await refusal(reset)).toBe('NotAuthorizedException');
    });

    rule('lets nobody in who is disabled, until they are enabled', async () => {
      const { user, secret } = await confirmed();
      await client.send(new AdminDisableUserCommand(user));
      expect((await get(user)).Enabled).toBe(false);
      expect(await refusal(signIn(user, secret))).toBe('NotAuthorizedException');
      await client.send(new AdminEnableUserCommand(user));
      expect((await get(user)).Enabled).toBe(true);
      expect((await signIn(user, secret)).AuthenticationResult).toBeDefined();
    });

    rule('ends every session by a global sign-out', async () => {
      const { user, secret } = await confirmed();
      const { AuthenticationResult: tokens } = await signIn(user, secret);
      expect((await refresh(tokens?.RefreshToken)).AuthenticationResult?.AccessToken).toBeDefined();
      await client.send(new AdminUserGlobalSignOutCommand(user));
      expect(await refusal(refresh(tokens?.RefreshToken))).toBe('NotAuthorizedException');
      expect((await signIn(user, secret)).AuthenticationResult).toBeDefined();
    });

    rule(
      'lists the sessions that stand',
      async () => {
        const { user, secret } = await confirmed();
        const sessions = async () =>
          (await client.send(new AdminListUserSessionsCommand(user))).Sessions?.map((one) => one.ClientId);
        expect(await sessions()).toEqual([]);
        await signIn(user, secret);
        await signIn(user, secret);
        expect(await sessions()).toEqual([ClientId, ClientId]);
        await client.send(new AdminUserGlobalSignOutCommand(user));
        expect(await sessions()).toEqual([]);
      },
      'sessions cannot be listed',
    );

    rule(
      'resets no password of a user who is disabled',
      async () => {
        const { user } = await confirmed();
        await client.send(new AdminDisableUserCommand(user));
        expect(await refusal(client.send(new AdminResetUserPasswordCommand(user)))).toBe('NotAuthorizedException');
      },
      'disabled users can be reset',
    );

    rule('replaces the password of a user who is disabled, and leaves them disabled', async () => {
      const { user } = await confirmed();
      await client.send(new AdminDisableUserCommand(user));
      await client.send(new AdminSetUserPasswordCommand({ ...user, Password: 'Another-Pass-1!', Permanent: false }));
      expect(await get(user)).toMatchObject({ Enabled: false, UserStatus: 'FORCE_CHANGE_PASSWORD' });
    });

    rule(
      'shows SMS of the older setting beside the newer ones, which do not turn it off',
      async () => {
        const { user } = { user: await create(password(), [PHONE, { Name: 'phone_number_verified', Value: 'true' }]) };
        const option = { DeliveryMedium: 'SMS', AttributeName: 'phone_number' } as const;
        await client.send(new AdminSetUserSettingsCommand({ ...user, MFAOptions: [option] }));
        await client.send(new AdminSetUserMFAPreferenceCommand({ ...user, SMSMfaSettings: { Enabled: false } }));
        const seen = await get(user);
        expect([seen.MFAOptions, seen.UserMFASettingList ?? []]).toEqual([[option], []]);
        await client.send(new AdminSetUserSettingsCommand({ ...user, MFAOptions: [] }));
        expect((await get(user)).MFAOptions ?? []).toEqual([]);
      },
      'the older setting is not known',
    );

    rule('chooses no second factor that is not registered', async () => {
      const { user } = await confirmed();
      const factor = { Enabled: true, PreferredMfa: true };
      const choose = new AdminSetUserMFAPreferenceCommand({ ...user, SoftwareTokenMfaSettings: factor });
      expect(await refusal(client.send(choose))).toBe('InvalidParameterException');
    });

    rule('turns second factors off, whether they were on or not', async () => {
      const { user } = await confirmed();
      const off = { Enabled: false };
      const settings = { SoftwareTokenMfaSettings: off, SMSMfaSettings: off };
      await client.send(new AdminSetUserMFAPreferenceCommand({ ...user, ...settings }));
      expect((await get(user)).UserMFASettingList ?? []).toEqual([]);
    });

    rule(
      'removes an authenticator app, whether there is one or not',
      async () => {
        const { user } = await confirmed();
        await client.send(new AdminDeleteSoftwareTokenCommand(user));
        expect((await get(user)).PreferredMfaSetting).toBeUndefined();
      },
      'authenticator apps cannot be removed',
    );

    const group = async () => {
      const GroupName = fresh('group');
      await client.send(new CreateGroupCommand({ UserPoolId, GroupName }));
      return GroupName;
    };
    const join = (user: User, GroupName: string) => client.send(new AdminAddUserToGroupCommand({ ...user, GroupName }));
    const groupsOf = async (user: User, page: { readonly Limit?: number; readonly NextToken?: string } = {}) => {
      const { Groups = [], NextToken } = await client.send(new AdminListGroupsForUserCommand({ ...user, ...page }));
      return { names: Groups.map(({ GroupName }) => GroupName).sort(), NextToken };
    };

    rule('lists the groups that a user is in, until they leave', async () => {
      const user = await create();
      const [one, other] = [await group(), await group()];
      expect(await groupsOf(user)).toEqual({ names: [], NextToken: undefined });
      for (const name of [one, other, one]) await join(user, name);
      expect((await groupsOf(user)).names).toEqual([one, other].sort());
      await client.send(new AdminRemoveUserFromGroupCommand({ ...user, GroupName: one }));
      expect((await groupsOf(user)).names).toEqual([other]);
      await client.send(new AdminDeleteUserCommand(user));
      expect(await refusal(groupsOf(user))).toBe('UserNotFoundException');
    });

    rule(
      'lists groups page by page',
      async () => {
        const user = await create();
        const made = [await group(), await group(), await group()];
        for (const name of made) await join(user, name);
        const first = await groupsOf(user, { Limit: 2 });
        expect(first.names).toHaveLength(2);
        const second = await groupsOf(user, { Limit: 2, NextToken: String(first.NextToken) });
        expect(second.NextToken).toBeUndefined();
        expect([...first.names, ...second.names].sort()).toEqual([...made].sort());
      },
      'groups come in one page',
    );

    rule('knows no group that was not made, and makes none twice', async () => {
      const user = await create();
      expect(await refusal(join(user, fresh('nothing')))).toBe('ResourceNotFoundException');
      const GroupName = await group();
      expect(await refusal(client.send(new CreateGroupCommand({ UserPoolId, GroupName })))).toBe(
        'GroupExistsException',
      );
    });
  });
}
