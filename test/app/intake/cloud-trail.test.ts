import { beforeEach, describe, expect, it } from '@jest/globals';
import { CLOUDTRAIL, type TrailServices, takeTrailEvent } from '../../../lambdas/app/intake/cloud-trail.ts';
import { TRAIL_CALLS } from '../../../lambdas/contract/trail.ts';
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
    expect(new Set(Object.values(TRAIL_CALLS).flat()).size).toBe(17);
  });
});
