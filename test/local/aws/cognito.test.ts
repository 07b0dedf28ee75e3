import { describe, expect, it } from '@jest/globals';
import { LocalCognito } from '../../../local/aws/cognito.ts';
import { cognitoContract, MOTO_COGNITO } from '../../contracts/aws/cognito.ts';
import { localEndpoint, otherEndpoint } from './endpoints.ts';

cognitoContract('local', localEndpoint());

const other = otherEndpoint(MOTO_COGNITO);
if (other !== undefined) cognitoContract('another endpoint', other.open, other.deviations);

describe('Cognito: a pool that exists from the start', () => {
  const UserPoolId = 'us-east-1_demo';
  const Username = 'lena';
  const user = { UserPoolId, Username };
  const DAY = 86_400_000;

  async function withLena(now = () => 0) {
    const cognito = new LocalCognito({ now, pools: [UserPoolId] });
    const call = (name: keyof LocalCognito['operations'], input: object) =>
      cognito.operations[name](input) as Promise<Record<string, Record<string, string>>>;
    const { UserPoolClient } = await call('CreateUserPoolClient', { UserPoolId, ClientName: 'c' });
    await call('AdminCreateUser', { ...user, TemporaryPassword: 'Temporary-1', MessageAction: 'SUPPRESS' });
    const signIn = (PASSWORD: string) =>
      call('AdminInitiateAuth', {
        UserPoolId,
        ClientId: UserPoolClient?.['ClientId'],
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: Username, PASSWORD },
      });
    return { cognito, call, signIn };
  }

  it('asks for the second factor that was enrolled, until it is removed', async () => {
    const { cognito, call, signIn } = await withLena();
    await call('AdminSetUserPassword', { ...user, Password: 'Permanent-1', Permanent: true });
    cognito.enrolSoftwareToken(UserPoolId, Username);
    expect(await call('AdminGetUser', user)).toMatchObject({
      PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
      UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
    });
    expect(await signIn('Permanent-1')).toMatchObject({ ChallengeName: 'SOFTWARE_TOKEN_MFA' });
    await call('AdminDeleteSoftwareToken', user);
    expect(await call('AdminGetUser', user)).toMatchObject({ UserMFASettingList: undefined });
    expect(await signIn('Permanent-1')).toHaveProperty('AuthenticationResult');
    const settings = { SoftwareTokenMfaSettings: { Enabled: true } };
    await expect(call('AdminSetUserMFAPreference', { ...user, ...settings })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it('keeps an authenticator app that is only turned off', async () => {
    const { cognito, call } = await withLena();
    cognito.enrolSoftwareToken(UserPoolId, Username);
    const set = (Enabled: boolean) =>
      call('AdminSetUserMFAPreference', { ...user, SoftwareTokenMfaSettings: { Enabled, PreferredMfa: Enabled } });
    await set(false);
    expect(await call('AdminGetUser', user)).toMatchObject({ PreferredMfaSetting: undefined });
    await set(true);
    expect(await call('AdminGetUser', user)).toMatchObject({ PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' });
  });

  it('takes a temporary password for seven days', async () => {
    let now = 0;
    const { signIn } = await withLena(() => now);
    now = 7 * DAY;
    expect(await signIn('Temporary-1')).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });
    now += 1;
    await expect(signIn('Temporary-1')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it('lists its users page by page', async () => {
    const { call } = await withLena();
    for (const name of ['b', 'c', 'd'])
      await call('AdminCreateUser', { UserPoolId, Username: name, MessageAction: 'SUPPRESS' });
    const page = async (PaginationToken?: unknown) =>
      (await call('ListUsers', { UserPoolId, Limit: 3, PaginationToken })) as unknown as {
        Users: { Username: string }[];
        PaginationToken?: string;
      };
    const first = await page();
    const second = await page(first.PaginationToken);
    expect([...first.Users, ...second.Users].map((one) => one.Username)).toEqual(['lena', 'b', 'c', 'd']);
    expect(second.PaginationToken).toBeUndefined();
  });
});
