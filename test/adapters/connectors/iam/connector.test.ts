import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { IamConnector } from '../../../../lambdas/adapters/connectors/iam/connector.ts';
import type { Send } from '../../../../lambdas/adapters/https/vendor-http.ts';
import { TIER_TAG } from '../../../../lambdas/contract/tags.ts';
import type { Action } from '../../../../lambdas/core/registry/account.ts';
import { flawOfScope } from '../../../../lambdas/core/registry/scope.ts';
import { SESSION_CUT_OFF as CUT_OFF } from '../../../../lambdas/core/values/session-cut-off.ts';
import type { ConnectorRequest, Performed } from '../../../../lambdas/ports/connector.ts';
import { LocalIam } from '../../../../local/aws/iam.ts';
import { connectorContract, issuedWith } from '../../../contracts/connector.ts';
import { addRole, addUser, iamConnectorFixture, iamOver, PASSWORD } from '../../../contracts/endpoints/iam.ts';
import { iamSend } from '../../../support/issuers/iam.ts';

connectorContract('iam', iamConnectorFixture);

const START = Date.parse('2026-01-05T09:00:00.500Z');
const LAG_MS = 5_000;
const OWN = 'canary-Her-next-password-2';

describe('IAM', () => {
  let clock: { at: number };
  let iam: LocalIam;
  let handle: Send;
  let send: Send;
  let sent: string[];
  let connector: IamConnector;

  beforeEach(async () => {
    clock = { at: START };
    iam = new LocalIam({ now: () => clock.at, lagMs: LAG_MS });
    handle = iamSend(iam);
    sent = [];
    send = (url, request) => {
      sent.push(actionOf(request));
      return handle(url, request);
    };
    connector = iamOver(iam, (url, request) => send(url, request), clock);
    await addUser(iam, 'jane');
    await addRole(iam, 'deployer');
    clock.at += LAG_MS + 1;
  });

  const actionOf = ({ body }: Parameters<Send>[1]): string => new URLSearchParams(String(body)).get('Action') ?? '';
  const jane = () => iam.peek('jane') ?? fail();
  const idOf = (target: string): string =>
    (target === 'role/deployer' ? iam.peekRole('deployer') : iam.peek('jane'))?.id ?? '';
  const asked = (action: Action, over: Partial<ConnectorRequest> = {}): ConnectorRequest => {
    const { target = 'user/jane' } = over;
    const request = { action, target, directoryId: idOf(target), grant: 'grant-1', issued: true };
    return { ...request, expiresAt: '2098-01-01T00:00:00.000Z', ...over };
  };
  async function done(request: ConnectorRequest): Promise<Extract<Performed, { state: 'done' }>> {
    const performed = await connector.perform(request);
    if (performed.state !== 'done') throw new Error('not done');
    return performed;
  }
  async function granted(action: Action) {
    const { credential, evidence } = await done(asked(action));
    clock.at += LAG_MS + 1;
    return { given: credential?.reveal() ?? '', request: issuedWith(asked(action), evidence) };
  }
  const isGone = async (request: ConnectorRequest): Promise<boolean> => {
    clock.at += LAG_MS + 1;
    return (await connector.verifyGone(request)).gone;
  };
  /** The owner signs in with what was handed over, and sets a password of their own. */
  const settle = (given: string, next = OWN): void => {
    const session = iam.signIn('jane', given) ?? fail();
    expect(session.mayOnlyChangePassword).toBe(true);
    iam.changePassword(session, next);
    clock.at += LAG_MS + 1;
  };

  describe('what a user or a role opens', () => {
    const BOUNDARY = 'arn:aws:iam::123456789012:policy/bounds/people';
    const DEPLOY = 'arn:aws:iam::123456789012:policy/team/deploy';
    const policy = JSON.stringify({ Statement: [{ Effect: 'Allow' }] });
    const later = () => {
      clock.at += LAG_MS + 1;
    };

    it('is groups, policies by their names, the boundary, and the latest use of password and keys', async () => {
      await iam.operations.CreateGroup({ GroupName: 'staff' });
      await iam.operations.AddUserToGroup({ GroupName: 'staff', UserName: 'jane' });
      await iam.operations.AttachGroupPolicy({ GroupName: 'staff', PolicyArn: DEPLOY });
      await iam.operations.PutUserPolicy({ UserName: 'jane', PolicyName: 'own', PolicyDocument: policy });
      await iam.operations.PutUserPermissionsBoundary({ UserName: 'jane', PermissionsBoundary: BOUNDARY });
      await iam.operations.CreateAccessKey({ UserName: 'jane' });
      later();
      expect(await connector.scopeOf('user/jane', 'show')).toMatchObject({ lastUsedAt: null });
      expect(iam.signIn('jane', PASSWORD)).toBeDefined();
      later();
      expect(await connector.scopeOf('user/jane', 'show')).toMatchObject({ lastUsedAt: '2026-01-05T09:00:10.000Z' });
      iam.noteUse(jane().keys[0]?.id ?? '', 's3', 'eu-central-1');
      expect(await connector.scopeOf('user/jane', 'show')).toMatchObject({
        groups: { shown: ['staff'], total: 1 },
        roles: { shown: ['deploy', 'own'], total: 2 },
        limits: { shown: ['people'], total: 1 },
        ...{ consumers: null, lastUsedAt: '2026-01-05T09:00:15.000Z' },
      });
      expect(await connector.scopeOf('user/nobody', 'show')).toBeUndefined();
      sent = [];
      expect(await connector.scopeOf('user/jane', 'compare')).toMatchObject({ roles: { total: 2 }, lastUsedAt: null });
      // Whoever executes may not list keys for it.
      expect(sent.filter((action) => action.includes('AccessKey'))).toEqual([]);
    });

    it('of a role is its policies, its boundary and its last use', async () => {
      await iam.operations.AttachRolePolicy({ RoleName: 'deployer', PolicyArn: DEPLOY });
      await iam.operations.PutRolePolicy({ RoleName: 'deployer', PolicyName: 'own', PolicyDocument: policy });
      later();
      expect(await connector.scopeOf('role/deployer', 'show')).toMatchObject({
        ...{ groups: { total: 0 }, roles: { shown: ['deploy', 'own'] }, limits: { total: 0 }, lastUsedAt: null },
      });
      await iam.operations.PutRolePermissionsBoundary({ RoleName: 'deployer', PermissionsBoundary: BOUNDARY });
      const role = iam.peekRole('deployer') ?? fail();
      role.lastUsedAt = START;
      later();
      expect(await connector.scopeOf('role/deployer', 'show')).toMatchObject({
        ...{ limits: { shown: ['people'] }, lastUsedAt: '2026-01-05T09:00:00.000Z' },
      });
    });

    it('is no more when sessions were ended, and more with a policy, or without the boundary', async () => {
      await iam.operations.PutUserPermissionsBoundary({ UserName: 'jane', PermissionsBoundary: BOUNDARY });
      later();
      const before = (await connector.scopeOf('user/jane', 'show')) ?? fail();
      await granted('reset-password');
      expect(Object.keys(jane().policies)).toEqual([CUT_OFF]);
      expect(flawOfScope(await connector.scopeOf('user/jane', 'compare'), before)).toBeUndefined();
      await iam.operations.DeleteUserPermissionsBoundary({ UserName: 'jane' });
      later();
      expect(flawOfScope(await connector.scopeOf('user/jane', 'compare'), before)).toBe('scope-wider');
      await iam.operations.PutUserPermissionsBoundary({ UserName: 'jane', PermissionsBoundary: BOUNDARY });
      await iam.operations.PutUserPolicy({ UserName: 'jane', PolicyName: 'mine', PolicyDocument: policy });
      later();
      expect(flawOfScope(await connector.scopeOf('user/jane', 'compare'), before)).toBe('scope-wider');
    });
  });

  describe('a user whose password is reset', () => {
    it('signs in with what was handed over, replaces it, and keeps that after the grant', async () => {
      const { given, request } = await granted('reset-password');
      expect(iam.signIn('jane', PASSWORD)).toBeUndefined();
      settle(given);
      await connector.revoke(request);
      expect([await isGone(request), iam.signIn('jane', OWN) !== undefined]).toEqual([true, true]);
    });

    it('cannot sign in with it when its grant has ended, and gets another one later', async () => {
      const { given, request } = await granted('reset-password');
      expect(await isGone(request)).toBe(false);
      await connector.revoke(request);
      expect([await isGone(request), iam.signIn('jane', given)]).toEqual([true, undefined]);
      const again = await granted('reset-password');
      expect(iam.signIn('jane', again.given)).toBeDefined();
    });

    it('loses every session of before, also of the second in which it ended, and none of afterwards', async () => {
      const before = iam.signIn('jane', PASSWORD) ?? fail();
      const { evidence } = await done(asked('reset-password'));
      const since = Date.parse(String(evidence['sessionsSince']));
      const [within, after] = [since - 1, since].map((at) => ({ name: 'jane', at }));
      expect([before, within, after].map((session) => session !== undefined && iam.isCutOff(session))).toEqual([
        true,
        true,
        false,
      ]);
      expect(evidence).toEqual({
        ...{ identity: 'user', password: true, changesPassword: true, factors: 2 },
        sessionsSince: expect.stringMatching(/^2026-01-05T09:00:\d\dZ$/),
      });
    });

    it('keeps a demand of an administrator where nothing was ever handed over', async () => {
      await iam.operations.UpdateLoginProfile({ UserName: 'jane', PasswordResetRequired: 'true' });
      const before = structuredClone(jane());
      const request = asked('reset-password', { issued: false });
      await connector.revoke(request);
      expect([await isGone(request), jane()]).toEqual([true, before]);
    });

    it('is kept out when a stranger replaced the password and made a key, until somebody looks', async () => {
      const { given, request } = await granted('reset-password');
      settle(given, "canary-The-stranger's-1");
      const session = iam.signIn('jane', "canary-The-stranger's-1") ?? fail();
      await iam.operations.CreateAccessKey({ UserName: 'jane' });
      clock.at += LAG_MS + 1;
      const repudiated = { ...request, repudiated: true };
      expect(await isGone(repudiated)).toBe(false);
      await connector.revoke(repudiated);
      expect(await isGone(repudiated)).toBe(true);
      expect([jane().login, jane().keys.map(({ status }) => status)]).toEqual([null, ['Inactive']]);
      expect(iam.isCutOff(session)).toBe(true);
      expect(await connector.examine(asked('reset-password'))).toEqual({
        code: 'login-profile-missing',
        mayPass: false,
      });
    });

    it('is found under another name, and whoever has the old one is left alone', async () => {
      const { given, request } = await granted('reset-password');
      await iam.operations.UpdateUser({ UserName: 'jane', NewUserName: 'jane-smith' });
      await addUser(iam, 'jane');
      clock.at += LAG_MS + 1;
      expect(await connector.verifyGone(request)).toMatchObject({ gone: false });
      await connector.revoke(request);
      expect(await isGone(request)).toBe(true);
      expect([iam.signIn('jane-smith', given), iam.signIn('jane', PASSWORD) !== undefined]).toEqual([undefined, true]);
    });

    it('has no grant left when they were removed', async () => {
      const { request } = await granted('reset-password');
      Object.assign(jane(), { devices: [], login: null, policies: {} });
      await iam.operations.DeleteUser({ UserName: 'jane' });
      clock.at += LAG_MS + 1;
      await connector.revoke(request);
      expect(await connector.verifyGone(request)).toEqual({ gone: true, evidence: { identity: 'absent' } });
    });

    it('is asked again where IAM accepted the password and does not show it', async () => {
      send = (url, request) =>
        actionOf(request) === 'UpdateLoginProfile' ? Promise.resolve(ok('UpdateLoginProfile')) : handle(url, request);
      await expect(connector.perform(asked('reset-password'))).rejects.toMatchObject({
        ...{ code: 'not-read-back', retryable: true },
      });
    });
  });

  describe('a user who lost their devices', () => {
    it('has none any more, a virtual one is deleted, and the password came first', async () => {
      const { given, request } = await granted('reset-mfa');
      expect([jane().devices, iam.signIn('jane', given) !== undefined]).toEqual([[], true]);
      const changes = sent.filter((call) => /^(Update|Deactivate|Delete|Put)/.test(call));
      expect(changes).toEqual([
        ...['UpdateLoginProfile', 'DeactivateMFADevice', 'DeleteVirtualMFADevice', 'DeactivateMFADevice'],
        'PutUserPolicy',
      ]);
      settle(given);
      await connector.revoke(request);
      expect([await isGone(request), iam.signIn('jane', OWN) !== undefined]).toEqual([true, true]);
    });

    it('keeps them where IAM gives no password', async () => {
      send = (url, request) =>
        actionOf(request) === 'UpdateLoginProfile'
          ? Promise.resolve(refusing('PasswordPolicyViolation', 400))
          : handle(url, request);
      await expect(connector.perform(asked('reset-mfa'))).rejects.toMatchObject({
        ...{ code: 'invalid-request', retryable: false },
      });
      expect(jane().devices).toHaveLength(2);
    });
  });

  describe('sessions', () => {
    it('of a user end, and neither password, devices nor keys change', async () => {
      const session = iam.signIn('jane', PASSWORD) ?? fail();
      await iam.operations.CreateAccessKey({ UserName: 'jane' });
      const { keys, login, devices } = structuredClone(jane());
      await granted('revoke-sessions');
      expect([iam.isCutOff(session), jane()]).toEqual([true, expect.objectContaining({ keys, login, devices })]);
    });

    it('of a role end, by the policy of the documentation, which stays', async () => {
      const request = asked('revoke-sessions', { target: 'role/deployer' });
      expect(await connector.examine(request)).toBeNull();
      const began = clock.at;
      const { evidence, reference } = await done(request);
      expect([reference, evidence]).toEqual([
        idOf('role/deployer'),
        { identity: 'role', sessionsSince: '2026-01-05T09:00:06Z' },
      ]);
      expect(JSON.parse(iam.peekRole('deployer')?.policies[CUT_OFF] ?? '')).toEqual({
        Version: '2012-10-17',
        Statement: [
          {
            ...{ Effect: 'Deny', Action: ['*'], Resource: ['*'] },
            Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-01-05T09:00:06Z' } },
          },
        ],
      });
      await connector.revoke(request);
      expect([iam.isRoleCutOff('deployer', began), await isGone(request)]).toEqual([true, true]);
      expect(iam.isRoleCutOff('deployer', clock.at)).toBe(false);
    });

    it('are cut off later again, and never earlier', async () => {
      const request = asked('revoke-sessions', { target: 'role/deployer' });
      const first = (await done(request)).evidence['sessionsSince'];
      clock.at += 60_000;
      const second = (await done(request)).evidence['sessionsSince'];
      expect(String(second) > String(first)).toBe(true);
      clock.at -= 60_000;
      await done(request);
      expect(iam.peekRole('deployer')?.policies[CUT_OFF]).toContain(String(second));
    });

    it.each([
      ['allows', { Effect: 'Allow', Action: '*', Resource: '*' }],
      ['denies less', { Effect: 'Deny', Action: 's3:*', Resource: '*' }],
      ['has another condition', { Effect: 'Deny', Action: '*', Resource: '*', Condition: { Bool: { a: 'b' } } }],
    ])('are not ended over a policy of somebody else that %s', async (_, Statement) => {
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      const policy = { PolicyName: CUT_OFF, PolicyDocument };
      await iam.operations.PutUserPolicy({ UserName: 'jane', ...policy });
      clock.at += LAG_MS + 1;
      const before = structuredClone(jane());
      expect(await connector.examine(asked('reset-password'))).toEqual({ code: 'cut-off-foreign', mayPass: false });
      await expect(connector.perform(asked('revoke-sessions'))).rejects.toMatchObject({ code: 'cut-off-foreign' });
      expect(jane()).toEqual(before);
    });

    it('are told where there is no room for the policy', async () => {
      const [Sid, statement] = ['x'.repeat(1_900), { Effect: 'Deny', Action: '*', Resource: '*' }];
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: { Sid, ...statement } });
      await iam.operations.PutUserPolicy({ UserName: 'jane', PolicyName: 'large', PolicyDocument });
      await expect(connector.perform(asked('revoke-sessions'))).rejects.toMatchObject({
        ...{ code: 'limit-exceeded', retryable: true },
      });
    });
  });

  it.each<[string, Action, () => unknown, string]>([
    ['has no tag', 'revoke-sessions', () => Object.assign(jane(), { tags: [] }), 'identity-not-governed'],
    [
      'cannot sign in to the console',
      'reset-password',
      () => Object.assign(jane(), { login: null }),
      'login-profile-missing',
    ],
    [
      'is an administrator',
      'reset-mfa',
      () => Object.assign(jane(), { attached: ['arn:aws:iam::aws:policy/AdministratorAccess'] }),
      'administrator-factors',
    ],
  ])('a user who %s is not recovered by `%s`, and nothing changes', async (_, action, change, code) => {
    change();
    const before = structuredClone(jane());
    expect(await connector.examine(asked(action))).toEqual({ code, mayPass: false });
    await expect(connector.perform(asked(action))).rejects.toMatchObject({ code, retryable: false });
    expect(jane()).toEqual(before);
  });

  it('a role has no password, and those of AWS are left alone', async () => {
    const target = 'role/deployer';
    for (const action of ['reset-password', 'reset-mfa'] as const)
      expect(await connector.examine(asked(action, { target }))).toMatchObject({ code: 'role-without-password' });
    for (const path of ['/aws-service-role/ecs.amazonaws.com/', '/aws-reserved/sso.amazonaws.com/']) {
      const name = `R${path.length}`;
      await addRole(iam, name, path);
      const { id = '' } = iam.peekRole(name) ?? {};
      clock.at += LAG_MS + 1;
      const ofAws = asked('revoke-sessions', { target: `role/${name}`, directoryId: id });
      expect(await connector.examine(ofAws)).toEqual({ code: 'role-of-aws', mayPass: false });
    }
  });

  it('leads to nobody by what is no user and no role', async () => {
    for (const target of ['jane', 'user/', 'group/jane', 'user/a/b', 'user/ja ne', 'role/jane', 'user/deployer'])
      expect([target, await connector.identityOf(target)]).toEqual([target, undefined]);
    expect(await connector.identityOf('role/deployer')).toBe(idOf('role/deployer'));
  });

  describe('gives the tier', () => {
    const grouped = async (PolicyArn: string): Promise<void> => {
      await iam.operations.CreateGroup({ GroupName: 'ops' });
      await iam.operations.AttachGroupPolicy({ GroupName: 'ops', PolicyArn });
      await iam.operations.AddUserToGroup({ GroupName: 'ops', UserName: 'jane' });
      clock.at += LAG_MS + 1;
    };

    it('of a policy that a group has, of AWS’s own alone, and of a tag', async () => {
      await grouped('arn:aws:iam::123456789012:policy/AdministratorAccess');
      expect(await connector.tierOf('user/jane')).toBeNull();
      await grouped('arn:aws:iam::aws:policy/PowerUserAccess');
      expect(await connector.tierOf('user/jane')).toBe('privileged');
      await grouped('arn:aws:iam::aws:policy/IAMFullAccess');
      expect(await connector.tierOf('user/jane')).toBe('critical');
      await iam.operations.TagRole({
        RoleName: 'deployer',
        Tags: { member: { 1: { Key: TIER_TAG, Value: 'critical' } } },
      });
      clock.at += LAG_MS + 1;
      expect(await connector.tierOf('role/deployer')).toBe('critical');
    });

    it('and none where a tag names none that there is', async () => {
      await iam.operations.TagUser({ UserName: 'jane', Tags: { member: { 1: { Key: TIER_TAG, Value: 'high' } } } });
      clock.at += LAG_MS + 1;
      await expect(connector.tierOf('user/jane')).rejects.toMatchObject({ code: 'tier-tag-unknown', retryable: false });
    });
  });

  it.each([
    ['throttles', 'Throttling', 400, 'throttled', true],
    ['is changing the user elsewhere', 'EntityTemporarilyUnmodifiable', 409, 'conflict', true],
    ['has taken the right away', 'AccessDenied', 403, 'access-denied', false],
  ] as const)('that %s gives nothing, and says so', async (_, name, status, code, retryable) => {
    send = (url, request) =>
      actionOf(request) === 'UpdateLoginProfile' ? Promise.resolve(refusing(name, status)) : handle(url, request);
    const before = structuredClone(jane());
    await expect(connector.perform(asked('reset-password'))).rejects.toMatchObject({ code, retryable });
    expect(jane()).toEqual(before);
  });

  it('shows no credential in evidence', async () => {
    const { given, request } = await granted('reset-password');
    expect(inspect(await connector.verifyGone(request), { depth: 9 })).not.toContain(given);
  });
});

const ok = (action: string): Response =>
  new Response(`<${action}Response><ResponseMetadata><RequestId>x</RequestId></ResponseMetadata></${action}Response>`);
const refusing = (code: string, status: number): Response =>
  new Response(`<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code></Error></ErrorResponse>`, { status });

function fail(): never {
  throw new Error('there is nobody');
}
