import { beforeEach, describe, expect, it } from '@jest/globals';
import { CLOUDTRAIL, type TrailServices, takeTrailEvent } from '../../../lambdas/app/intake/cloud-trail.ts';
import type { TrailedIdentity } from '../../../lambdas/app/intake/iam-trail.ts';
import { CONNECTORS } from '../../../lambdas/contract/connectors.ts';
import { TRAIL_CALLS } from '../../../lambdas/contract/trail.ts';
import { sessionCutOff } from '../../../lambdas/core/values/session-cut-off.ts';
import { ApiWorld } from '../../support/api-world.ts';
import { anNhiProfile, aProfile, NOW } from '../../support/fixtures.ts';

const ACCOUNT = '111122223333';
const EXECUTE = `arn:aws:iam::${ACCOUNT}:role/stack-Execute-AB12`;
const SECRET = `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:prod/payments/db-a1B2c3`;

const world = new ApiWorld();
const services: TrailServices = {
  ...world.services,
  connectorRoles: [EXECUTE],
  rotationFunctions: ['rotate-postgres'],
};
beforeEach(async () => {
  await world.reset();
});

/** A session of a role, as CloudTrail shows it. */
const sessionOf = (role: string, session = 'jane@example.com') => ({
  type: 'AssumedRole',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role.split('/').at(-1)}/${session}`,
  accountId: ACCOUNT,
  sessionContext: { sessionIssuer: { type: 'Role', arn: role, accountId: ACCOUNT, userName: role.split('/').at(-1) } },
});
const ADMIN = sessionOf(`arn:aws:iam::${ACCOUNT}:role/Admin`);

/** A call to the user pool: its user is named by `sub` alone. */
const anEvent = (over: Readonly<Record<string, unknown>> = {}, account = ACCOUNT) => ({
  ...{ version: '0', id: 'd0', source: 'aws.cognito-idp', account, time: NOW, region: 'eu-west-1', resources: [] },
  'detail-type': 'AWS API Call via CloudTrail',
  detail: {
    ...{ eventVersion: '1.08', userIdentity: ADMIN, eventTime: NOW.replace('.000Z', 'Z'), awsRegion: 'eu-west-1' },
    ...{ eventSource: 'cognito-idp.amazonaws.com', eventName: 'AdminSetUserPassword', eventID: 'event-1' },
    requestParameters: { userPoolId: 'eu-west-1_a1', username: 'HIDDEN_DUE_TO_SECURITY_REASONS', permanent: true },
    responseElements: null,
    additionalEventData: { sub: aProfile().directoryId },
    ...{ readOnly: false, eventType: 'AwsApiCall', managementEvent: true, recipientAccountId: account },
    ...over,
  },
});
const secretEvent = (over: Readonly<Record<string, unknown>> = {}) =>
  anEvent({
    ...{ eventSource: 'secretsmanager.amazonaws.com', eventName: 'PutSecretValue', additionalEventData: null },
    ...{ requestParameters: { secretId: 'prod/payments/db' }, responseElements: { arn: SECRET } },
    ...over,
  });
const taken = (event: unknown) => takeTrailEvent(services, event);
const lastOn = (stream: string) => world.events(stream).at(-1);

describe('a call that CloudTrail tells of', () => {
  it('by an administrator is a change that belongs to no recovery, with the role and without the session', async () => {
    expect(await taken(anEvent())).toEqual({ is: 'ungoverned', account: 'cognito:jane', repeated: false });
    expect(lastOn('cognito:jane')).toMatchObject({
      ...{ type: 'UngovernedChangeSeen', cause: 'no-grant' },
      change: { kind: 'password-set', at: NOW, by: { as: 'other', name: 'role/Admin' }, entry: 'event-1' },
    });
    expect(world.text()).not.toContain('jane@example.com');
    expect(world.commits('cognito:jane').at(-1)?.actor).toEqual({ by: 'signal-source', source: CLOUDTRAIL });
  });

  it('by our own function has its receipt while a recovery executes, and rings without one', async () => {
    const ours = { userIdentity: sessionOf(EXECUTE, 'stack-Execute-AB12') };
    expect(await taken(anEvent(ours))).toMatchObject({ is: 'ungoverned' });
    expect(lastOn('cognito:jane')).toMatchObject({ cause: 'connector-without-grant' });
    await world.open();
    await world.grant();
    expect(await taken(anEvent({ ...ours, eventID: 'event-2' }))).toMatchObject({ is: 'governed' });
  });

  it('by a role that calls its session like our function is somebody else’s', async () => {
    await world.open();
    await world.grant();
    const posing = sessionOf(`arn:aws:iam::${ACCOUNT}:role/Admin`, 'stack-Execute-AB12');
    expect(await taken(anEvent({ userIdentity: posing }))).toMatchObject({ is: 'ungoverned' });
  });

  it('that is replayed changes nothing, and neither does the same one with another content', async () => {
    await taken(anEvent());
    const height = world.heights()['cognito:jane'];
    expect(await taken(anEvent())).toMatchObject({ repeated: true });
    expect(await taken(anEvent({ eventName: 'AdminEnableUser' }))).toMatchObject({ is: 'ungoverned', repeated: true });
    expect(world.heights()['cognito:jane']).toBe(height);
  });

  it.each([
    ['AdminSetUserMFAPreference', { softwareTokenMfaSettings: { enabled: true, preferredMfa: true } }, 'factor-added'],
    ['AdminSetUserMFAPreference', { softwareTokenMfaSettings: { enabled: false } }, 'factor-removed'],
    ['AdminSetUserMFAPreference', { softwareTokenMfaSettings: 'HIDDEN' }, 'factor-added'],
    ['AdminSetUserSettings', { mFAOptions: [] }, 'factor-removed'],
    ['AdminDeleteSoftwareToken', {}, 'factor-removed'],
    ['AdminEnableUser', {}, 'enabled'],
    ['VerifySoftwareToken', null, 'factor-added'],
  ])('%s with %j is: %s', async (eventName, requestParameters, kind) => {
    await taken(anEvent({ eventName, requestParameters }));
    expect(lastOn('cognito:jane')).toMatchObject({ change: { kind } });
  });

  it('of a user is theirs while their grant lasts; a code by mail never has a receipt', async () => {
    await world.open();
    await world.grant();
    const own = { userIdentity: { type: 'Unknown', principalId: 'Anonymous' } };
    expect(await taken(anEvent({ ...own, eventName: 'ChangePassword' }))).toMatchObject({ is: 'governed' });
    expect(await taken(anEvent({ ...own, eventName: 'ConfirmForgotPassword', eventID: 'event-2' }))).toMatchObject({
      is: 'ungoverned',
    });
  });

  it('to a secret is found by the ARN of the answer, or of the request', async () => {
    const account = 'secret:prod/payments/db';
    await world.register(anNhiProfile({ account, connector: 'secrets-manager', directoryId: SECRET }));
    expect(await taken(secretEvent())).toMatchObject({ is: 'ungoverned', account });
    const asked = { responseElements: null, requestParameters: { secretId: SECRET }, eventID: 'event-2' };
    expect(await taken(secretEvent(asked))).toMatchObject({ is: 'ungoverned', account });
    // The session of a foreign rotation function is known by a name that anybody may choose.
    const rotating = {
      userIdentity: sessionOf(`arn:aws:iam::${ACCOUNT}:role/other`, 'rotate-postgres'),
      eventID: 'event-3',
    };
    expect(await taken(secretEvent(rotating))).toMatchObject({ is: 'ungoverned', account });
    expect(lastOn(account)).toMatchObject({ change: { by: { as: 'unknown', name: 'role/other' } }, cause: 'no-grant' });
  });

  it('that failed, that changes nothing of this kind, or is about a stranger, leaves nothing', async () => {
    const heights = world.heights();
    expect(await taken(anEvent({ errorCode: 'AccessDeniedException' }))).toEqual({ is: 'no-change' });
    expect(await taken(anEvent({ eventName: 'AdminGetUser' }))).toEqual({ is: 'no-change' });
    expect(await taken(anEvent({ eventName: 'toString' }))).toEqual({ is: 'no-change' });
    expect(await taken(anEvent({ eventSource: 's3.amazonaws.com' }))).toEqual({ is: 'no-change' });
    expect(await taken(anEvent({ additionalEventData: { sub: 'a-stranger' } }))).toEqual({ is: 'not-ours' });
    expect(world.heights()).toEqual(heights);
  });

  it('that is forged, of another account or without an identity is kept aside, and records nothing', async () => {
    const heights = world.heights();
    await expect(taken(anEvent({}, '999988887777'))).rejects.toThrow('account-foreign: event event-1');
    await expect(taken(anEvent({ recipientAccountId: '999988887777' }))).rejects.toThrow('account-foreign');
    await expect(taken(anEvent({ additionalEventData: null }))).rejects.toThrow('identity-unnamed: event event-1');
    await expect(taken(secretEvent({ responseElements: null }))).rejects.toThrow('identity-unnamed');
    await expect(taken({ ...anEvent(), 'detail-type': 'Scheduled Event' })).rejects.toMatchObject({
      code: 'fields-invalid',
    });
    await expect(taken(anEvent({ eventID: 'x'.repeat(65) }))).rejects.toMatchObject({ code: 'fields-invalid' });
    expect(world.heights()).toEqual(heights);
  });

  it('is one that the rule delivers', () => {
    expect(Object.values(TRAIL_CALLS).flat()).toContain('AdminSetUserPassword');
    // `ChangePassword` is one of two services.
    expect(new Set(Object.values(TRAIL_CALLS).flat()).size).toBe(48);
  });
});

describe('a call of IAM that CloudTrail tells of', () => {
  const JANE = 'AIDAJANEJANEJANEJANEJ';
  const ROLE = 'AROADEPLOYDEPLOYDEPLO';
  const ROTATE = `arn:aws:iam::${ACCOUNT}:role/stack-RotateSecret-AB12`;
  Object.assign(world.services.capabilities ?? {}, { iam: CONNECTORS.iam.actions });
  const names = new Map<string, TrailedIdentity>();
  const withIam: TrailServices = {
    ...services,
    connectorRoles: [EXECUTE, ROTATE],
    identityOf: async (target) => names.get(target),
  };
  const [user, role, secret] = ['cognito:jane', 'iam:deployer', 'secret:prod/payments/db'];

  beforeEach(async () => {
    names.clear();
    names.set('user/jane', { id: JANE, keysOf: null });
    names.set('role/deployer', { id: ROLE, keysOf: null });
    names.set('user/ci', { id: 'AIDACICICICICICICICIC', keysOf: SECRET });
    await world.reset(aProfile({ connector: 'iam', target: 'user/jane', directoryId: JANE }));
    await world.register(anNhiProfile({ account: role, connector: 'iam', target: 'role/deployer', directoryId: ROLE }));
    await world.register(anNhiProfile({ account: secret, connector: 'secrets-manager', directoryId: SECRET }));
  });

  const iamEvent = (
    eventName: string,
    requestParameters: Readonly<Record<string, unknown>> | null,
    over: Readonly<Record<string, unknown>> = {},
  ) =>
    anEvent({
      ...{ eventSource: 'iam.amazonaws.com', awsRegion: 'us-east-1', eventName, requestParameters },
      ...{ additionalEventData: null, eventID: `${eventName}-1`, ...over },
    });
  const told = (...event: Parameters<typeof iamEvent>) => takeTrailEvent(withIam, iamEvent(...event));
  const self = {
    type: 'IAMUser',
    principalId: JANE,
    userName: 'jane',
    arn: `arn:aws:iam::${ACCOUNT}:user/people/jane`,
  };

  it.each<[string, object | null, string]>([
    ['CreateLoginProfile', { userName: 'jane', passwordResetRequired: true }, 'password-set'],
    ['UpdateLoginProfile', { userName: 'jane' }, 'password-set'],
    ['DeleteLoginProfile', { userName: 'jane' }, 'password-removed'],
    ['CreateAccessKey', { userName: 'jane' }, 'key-added'],
    ['UpdateAccessKey', { userName: 'jane', accessKeyId: 'AKIA1', status: 'Active' }, 'key-added'],
    ['UpdateAccessKey', { userName: 'jane', accessKeyId: 'AKIA1', status: 'Inactive' }, 'key-removed'],
    ['UpdateAccessKey', { userName: 'jane' }, 'key-added'],
    ['DeleteAccessKey', { userName: 'jane', accessKeyId: 'AKIA1' }, 'key-removed'],
    ['CreateServiceSpecificCredential', { userName: 'jane' }, 'key-added'],
    ['UpdateServiceSpecificCredential', { userName: 'jane', status: 'Active' }, 'key-added'],
    ['UpdateSSHPublicKey', { userName: 'jane', status: 'Inactive' }, 'key-removed'],
    ['UpdateSigningCertificate', { userName: 'jane', status: 'Active' }, 'key-added'],
    ['EnableMFADevice', { userName: 'jane' }, 'factor-added'],
    ['DeactivateMFADevice', { userName: 'jane' }, 'factor-removed'],
    ['UpdateUser', { userName: 'before', newUserName: 'jane' }, 'renamed'],
  ])('%s with %j by an administrator belongs to no recovery: %s', async (name, parameters, kind) => {
    expect(await told(name, parameters as Readonly<Record<string, unknown>>)).toEqual({
      ...{ is: 'ungoverned', account: user, repeated: false },
    });
    expect(lastOn(user)).toMatchObject({
      ...{ type: 'UngovernedChangeSeen', cause: 'no-grant' },
      change: { connector: 'iam', directoryId: JANE, kind, by: { as: 'other', name: 'role/Admin' } },
    });
  });

  it('by our own function has its receipt while a recovery executes, and rings without one', async () => {
    const ours = { userIdentity: sessionOf(EXECUTE) };
    const set = { userName: 'jane', passwordResetRequired: true };
    expect(await told('UpdateLoginProfile', set, ours)).toMatchObject({ is: 'ungoverned' });
    expect(lastOn(user)).toMatchObject({ cause: 'connector-without-grant' });
    await world.open();
    await world.grant();
    expect(await told('UpdateLoginProfile', set, { ...ours, eventID: 'e2' })).toMatchObject({ is: 'governed' });
    expect(await told('DeactivateMFADevice', set, { ...ours, eventID: 'e3' })).toMatchObject({ is: 'governed' });
    // The owner replaces the temporary password: the call names nobody but whoever signed it.
    expect(await told('ChangePassword', null, { userIdentity: self })).toMatchObject({ is: 'governed' });
    expect(await told('CreateAccessKey', null, { userIdentity: self, eventID: 'e5' })).toMatchObject({
      is: 'ungoverned',
    });
    expect(world.events(user).at(-1)).toMatchObject({ change: { kind: 'key-added', by: { as: 'owner', name: null } } });
  });

  it('on a key of a user whom a tag gives to a secret is about the secret', async () => {
    expect(await told('CreateAccessKey', { userName: 'ci' })).toEqual({
      ...{ is: 'ungoverned', account: secret, repeated: false },
    });
    expect(lastOn(secret)).toMatchObject({ change: { kind: 'secret-set', directoryId: SECRET } });
    const ours = { userIdentity: sessionOf(ROTATE), eventID: 'e2' };
    expect(await told('DeleteAccessKey', { userName: 'ci', accessKeyId: 'AKIA1' }, ours)).toMatchObject({
      is: 'ungoverned',
    });
    expect(lastOn(secret)).toMatchObject({ cause: 'connector-without-grant' });
    names.set('user/jane', { id: JANE, keysOf: `${SECRET}x` });
    expect(await told('CreateAccessKey', { userName: 'jane' }, { eventID: 'e3' })).toMatchObject({ account: user });
  });

  it('that changes what an identity may do is a signal, once, and trips the watch of a sensitive account', async () => {
    for (const [name, parameters, account] of [
      ['AttachUserPolicy', { userName: 'jane', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }, user],
      ['AddUserToGroup', { userName: 'jane', groupName: 'admins' }, user],
      ['RemoveUserFromGroup', { userName: 'jane', groupName: 'denied' }, user],
      ['DetachUserPolicy', { userName: 'jane', policyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' }, user],
      ['DetachRolePolicy', { roleName: 'deployer', policyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' }, role],
      ['UpdateAssumeRolePolicy', { roleName: 'deployer', policyDocument: '{}' }, role],
      ['DeleteRolePolicy', { roleName: 'deployer', policyName: 'AWSRevokeOlderSessions' }, role],
      ['PutRolePolicy', { roleName: 'deployer', policyName: 'AWSRevokeOlderSessions', policyDocument: '{}' }, role],
    ] as const) {
      expect(await told(name, parameters)).toEqual({ is: 'signalled', account, repeated: false });
      expect(lastOn(account)).toMatchObject({ type: 'SignalReported', signal: { name: 'privilege-change' } });
      const height = world.heights()[account];
      expect(await told(name, parameters)).toMatchObject({ repeated: true });
      expect(world.heights()[account]).toBe(height);
    }
  });

  it('that ends sessions by the policy for it needs no receipt; any other policy of our own functions rings', async () => {
    const heights = world.heights();
    const cut = { policyName: 'AWSRevokeOlderSessions', policyDocument: sessionCutOff('2026-01-05T09:00:00Z') };
    for (const by of [ADMIN, sessionOf(EXECUTE)])
      expect(await told('PutRolePolicy', { roleName: 'deployer', ...cut }, { userIdentity: by })).toEqual({
        is: 'no-change',
      });
    expect(world.heights()).toEqual(heights);
    const wide = {
      ...cut,
      policyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
    };
    const ours = { userIdentity: sessionOf(EXECUTE) };
    expect(await told('PutUserPolicy', { userName: 'jane', ...wide }, ours)).toMatchObject({ is: 'ungoverned' });
    expect(lastOn(user)).toMatchObject({
      ...{ cause: 'connector-without-grant', change: { kind: 'privilege-changed', by: { as: 'connector' } } },
    });
  });

  it('that failed, changes nothing of this kind, or is about a stranger, leaves nothing', async () => {
    const heights = world.heights();
    expect(await told('CreateAccessKey', { userName: 'jane' }, { errorCode: 'AccessDenied' })).toEqual({
      is: 'no-change',
    });
    for (const name of ['UpdateUser', 'ListUsers', 'toString'])
      expect(await told(name, { userName: 'jane', newPath: '/x/' })).toEqual({ is: 'no-change' });
    expect(await told('CreateAccessKey', { userName: 'stranger' })).toEqual({ is: 'not-ours' });
    names.set('user/stranger', { id: 'AIDASTRANGER', keysOf: null });
    expect(await told('AttachUserPolicy', { userName: 'stranger' })).toEqual({ is: 'not-ours' });
    expect(await taken(iamEvent('CreateAccessKey', { userName: 'jane' }))).toEqual({ is: 'no-change' });
    expect(world.heights()).toEqual(heights);
  });

  it('of another account, or that names nobody, is kept aside', async () => {
    await expect(
      takeTrailEvent(withIam, { ...iamEvent('CreateAccessKey', { userName: 'jane' }), account: '999988887777' }),
    ).rejects.toThrow('account-foreign: event CreateAccessKey-1');
    await expect(told('ChangePassword', null)).rejects.toThrow('identity-unnamed: event ChangePassword-1');
  });
});
