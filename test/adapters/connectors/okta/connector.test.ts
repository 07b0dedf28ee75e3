import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { OktaConnector } from '../../../../lambdas/adapters/connectors/okta/connector.ts';
import type { Send } from '../../../../lambdas/adapters/https/vendor-http.ts';
import type { Action } from '../../../../lambdas/core/registry/account.ts';
import type { ConnectorRequest, Performed } from '../../../../lambdas/ports/connector.ts';
import { LocalOkta } from '../../../../local/okta/api.ts';
import { Org, type OrgUser, type UserStatus } from '../../../../local/okta/org.ts';
import { connectorContract, issuedWith } from '../../../contracts/connector.ts';
import { APP, oktaConnectorFixture, oktaOver, PRIVATE_KEY, roleOf } from '../../../contracts/endpoints/okta.ts';

connectorContract('okta', oktaConnectorFixture);

const LOGIN = 'jane@acme.example';
const START = Date.parse('2026-11-20T10:00:00.000Z');
const MINUTE = 60_000;

describe('a person of an Okta org', () => {
  let now: number;
  let org: Org;
  let jane: OrgUser;
  let send: Send;
  let sent: string[];
  let connector: OktaConnector;

  beforeEach(() => {
    now = START;
    org = new Org(() => now);
    jane = org.addUser(LOGIN);
    sent = [];
    const api = new LocalOkta(org, APP, () => now);
    send = (url, request) => {
      sent.push(`${request.method} ${url.pathname.replace(`/api/v1/users/${jane.id}`, '')}`);
      return api.handle(url, request);
    };
    connector = oktaOver(
      org,
      (url, request) => send(url, request),
      () => now,
    );
  });

  const asked = (action: Action, over: Partial<ConnectorRequest> = {}): ConnectorRequest => ({
    ...{ action, target: LOGIN, directoryId: jane.id, grant: 'grant-1', issued: true },
    expiresAt: new Date(START + 90 * MINUTE).toISOString(),
    ...over,
  });

  async function done(request: ConnectorRequest): Promise<Extract<Performed, { state: 'done' }>> {
    now += MINUTE;
    const performed = await connector.perform(request);
    if (performed.state !== 'done') throw new Error('not done');
    return performed;
  }

  /** Performs it: what was handed over, and the request of its end. */
  async function granted(action: Action, over: Partial<ConnectorRequest> = {}) {
    const request = asked(action, over);
    const { credential, evidence } = await done(request);
    return { given: credential?.reveal() ?? '', request: issuedWith(request, evidence) };
  }

  const isGone = async (request: ConnectorRequest): Promise<boolean> => (await connector.verifyGone(request)).gone;

  describe('whose password is reset', () => {
    it('sets a password of their own with what was handed over, and keeps it after the grant', async () => {
      const { given, request } = await granted('reset-password');
      expect(org.signInWithPassword(LOGIN, given)).toBe(false);
      expect(org.signInWithPassword(LOGIN, given, 'Own-password')).toBe(true);
      await connector.revoke(request);
      expect(await isGone(request)).toBe(true);
      expect(org.signInWithPassword(LOGIN, 'Own-password')).toBe(true);
      expect(jane.status).toBe('ACTIVE');
    });

    it('cannot sign in with a temporary password whose grant has ended, and gets another one later', async () => {
      const { given, request } = await granted('reset-password');
      expect(await isGone(request)).toBe(false);
      await connector.revoke(request);
      expect(await isGone(request)).toBe(true);
      expect(jane.status).toBe('RECOVERY');
      expect(org.signInWithPassword(LOGIN, given, 'Own-password')).toBe(false);
      expect(await connector.examine(asked('reset-password'))).toBeNull();
      const again = await granted('reset-password');
      expect(org.signInWithPassword(LOGIN, again.given, 'Own-password')).toBe(true);
    });

    it('is signed out everywhere, also out of what holds a token', async () => {
      jane.sessions = 3;
      await done(asked('reset-password'));
      expect(jane.sessions).toBe(0);
      expect(sent).toContain('DELETE /sessions');
    });

    it('is suspended when a stranger replaced the password, and stays so until somebody looks', async () => {
      const { given, request } = await granted('reset-password');
      now += MINUTE;
      org.signInWithPassword(LOGIN, given, "The-stranger's");
      const repudiated = { ...request, repudiated: true };
      expect(await isGone(repudiated)).toBe(false);
      await connector.revoke(repudiated);
      expect(jane).toMatchObject({ status: 'SUSPENDED', sessions: 0 });
      expect(await isGone(repudiated)).toBe(true);
      expect(await connector.examine(asked('reset-password'))).toEqual({
        code: 'user-not-recoverable',
        mayPass: false,
      });
    });

    it('waits in RECOVERY when a stranger claimed the password and has not used it', async () => {
      const { request } = await granted('reset-password');
      const repudiated = { ...request, repudiated: true };
      await connector.revoke(repudiated);
      expect(jane.status).toBe('RECOVERY');
      expect(await isGone(repudiated)).toBe(true);
    });

    it('is kept out when a stranger who replaced the password is locked out: it would work again afterwards', async () => {
      const { given, request } = await granted('reset-password');
      now += MINUTE;
      org.signInWithPassword(LOGIN, given, "The-stranger's");
      jane.status = 'LOCKED_OUT';
      await connector.revoke({ ...request, repudiated: true });
      expect(jane.status).toBe('RECOVERY');
    });

    it('has a grant that ends when others lock it out: the temporary password would work again afterwards', async () => {
      const { request } = await granted('reset-password');
      jane.status = 'LOCKED_OUT';
      expect(await isGone(request)).toBe(false);
      await connector.revoke(request);
      expect(jane.status).toBe('RECOVERY');
      expect(await isGone(request)).toBe(true);
    });

    it('has a grant that stays open while others suspend it, for the temporary password works again afterwards', async () => {
      const { request } = await granted('reset-password');
      jane.status = 'SUSPENDED';
      await connector.revoke(request);
      expect(jane.status).toBe('SUSPENDED');
      expect(await isGone(request)).toBe(false);
      jane.status = 'PASSWORD_EXPIRED';
      await connector.revoke(request);
      expect(await isGone(request)).toBe(true);
    });

    it('has no grant left when it replaced the password before others suspended it', async () => {
      const { given, request } = await granted('reset-password');
      now += MINUTE;
      org.signInWithPassword(LOGIN, given, 'Own-password');
      jane.status = 'SUSPENDED';
      expect(await isGone(request)).toBe(true);
    });

    it('has no grant left when it was deactivated or removed', async () => {
      const { request } = await granted('reset-password');
      jane.status = 'DEPROVISIONED';
      for (const end of [request, { ...request, action: 'temporary-access' as const, repudiated: true }]) {
        await connector.revoke(end);
        expect(await connector.verifyGone(end)).toEqual({ gone: true, evidence: { status: 'DEPROVISIONED' } });
      }
      org.users.delete(jane.id);
      expect(await connector.verifyGone(request)).toEqual({ gone: true, evidence: { user: 'absent' } });
    });

    it('keeps a password that ran out by itself where nothing was ever handed over', async () => {
      jane.status = 'PASSWORD_EXPIRED';
      const request = asked('reset-password', { issued: false });
      await connector.revoke(request);
      expect(jane.status).toBe('PASSWORD_EXPIRED');
      expect(await isGone(request)).toBe(true);
    });

    it('is reset in its own directory when its password is kept there', async () => {
      const { id: directoryId } = org.addUser('kim@acme.example', { provider: 'ACTIVE_DIRECTORY' });
      for (const action of ['reset-password', 'unlock'] as const)
        expect(await connector.examine(asked(action, { directoryId }))).toEqual({
          ...{ code: 'mastered-elsewhere', mayPass: false },
        });
      expect(await connector.examine(asked('temporary-access', { directoryId }))).toBeNull();
    });
  });

  describe('who gets a code', () => {
    it('signs in with it, once, and registers a factor that stays after the grant', async () => {
      const { given, request } = await granted('temporary-access');
      expect(org.signInWithCode(LOGIN, 'guessed')).toBe(false);
      expect(org.signInWithCode(LOGIN, given)).toBe(true);
      expect(org.signInWithCode(LOGIN, given)).toBe(false);
      org.register(jane, 'webauthn');
      await connector.revoke(request);
      expect(await connector.verifyGone(request)).toMatchObject({
        ...{ gone: true, evidence: { status: 'ACTIVE', factors: ['webauthn'] } },
      });
    });

    it('cannot sign in with it when its grant has ended', async () => {
      const { given, request } = await granted('temporary-access');
      expect(await isGone(request)).toBe(false);
      await connector.revoke(request);
      expect(org.signInWithCode(LOGIN, given)).toBe(false);
      expect(await isGone(request)).toBe(true);
    });

    it.each([
      [90, 90],
      [3, 10],
      [20_000, 14_400],
    ])('for a grant of %d minutes has it for %d, which Okta itself ends', async (grant, life) => {
      const from = START + MINUTE;
      const expiresAt = new Date(from + grant * MINUTE).toISOString();
      const { given, request } = await granted('temporary-access', { expiresAt });
      expect(jane.code).toMatchObject({ expiresAt: new Date(from + life * MINUTE).toISOString(), multiUse: false });
      now = from + life * MINUTE;
      expect(org.signInWithCode(LOGIN, given)).toBe(false);
      expect(await isGone(request)).toBe(true);
    });

    it('is suspended and signed out when a stranger claimed it', async () => {
      const { given, request } = await granted('temporary-access');
      org.signInWithCode(LOGIN, given);
      await connector.revoke({ ...request, repudiated: true });
      expect(jane).toMatchObject({ status: 'SUSPENDED', sessions: 0 });
      expect(await isGone({ ...request, repudiated: true })).toBe(true);
    });

    it('is suspended and signed out also where Okta keeps the code of a stranger, which stays an open end', async () => {
      const { request } = await granted('temporary-access');
      const api = send;
      send = async (url, asking) =>
        asking.method === 'DELETE' && url.pathname.includes('/authenticator-enrollments/')
          ? Response.json({ errorCode: 'E0000001' }, { status: 400 })
          : api(url, asking);
      const repudiated = { ...request, repudiated: true };
      await expect(connector.revoke(repudiated)).rejects.toMatchObject({ code: 'invalid-request' });
      expect(jane).toMatchObject({ status: 'SUSPENDED', sessions: 0 });
      expect(await isGone(repudiated)).toBe(false);
    });

    it('loses a code that a list did not show at first', async () => {
      const { request } = await granted('temporary-access');
      const api = send;
      let lists = 0;
      send = async (url, asking) => {
        if (asking.method !== 'GET' || !url.pathname.endsWith('/authenticator-enrollments')) return api(url, asking);
        lists += 1;
        return lists === 1 ? Response.json([]) : api(url, asking);
      };
      await connector.revoke(request);
      expect(jane.code).toBeNull();
    });

    it('gets none where the org has no codes, or has turned them off', async () => {
      const off = { code: 'code-disabled', mayPass: false };
      for (const codes of [null, { id: 'aut2', status: 'INACTIVE' }] as const) {
        org.codes = codes === null ? null : { ...codes };
        for (const action of ['temporary-access', 'reset-mfa'] as const)
          expect(await connector.examine(asked(action))).toEqual(off);
        await expect(connector.perform(asked('reset-mfa'))).rejects.toMatchObject({ code: 'code-disabled' });
      }
      expect(await connector.examine(asked('reset-password'))).toBeNull();
    });

    it('ends also with the end of a newer grant that replaced this one', async () => {
      await granted('temporary-access');
      const later = asked('revoke-sessions', { supersedes: ['temporary-access'] });
      expect(await isGone(later)).toBe(false);
      await connector.revoke(later);
      expect(await isGone(later)).toBe(true);
    });
  });

  describe('who comes for the first time', () => {
    beforeEach(() => {
      jane.lastLogin = null;
    });

    it.each<UserStatus>(['ACTIVE', 'PASSWORD_EXPIRED', 'RECOVERY'])(
      'chooses a password of their own with what was handed over, and is new no more: %s',
      async (status) => {
        jane.status = status;
        const { given, request } = await granted('issue-first-credential');
        expect(org.signInWithPassword(LOGIN, given, 'Own-password')).toBe(true);
        await connector.revoke(request);
        expect(await isGone(request)).toBe(true);
        expect(org.signInWithPassword(LOGIN, 'Own-password')).toBe(true);
        expect(await connector.examine(asked('issue-first-credential'))).toEqual({
          ...{ code: 'credential-in-use', mayPass: false },
        });
      },
    );

    it('who did not use it in time waits in RECOVERY, and gets another one', async () => {
      const { given, request } = await granted('issue-first-credential');
      await connector.revoke(request);
      expect([await isGone(request), jane.status]).toEqual([true, 'RECOVERY']);
      const again = await granted('issue-first-credential');
      expect(org.signInWithPassword(LOGIN, given, 'Own-password')).toBe(false);
      expect(org.signInWithPassword(LOGIN, again.given, 'Own-password')).toBe(true);
    });

    it.each<[what: string, over: Partial<OrgUser>, code: string]>([
      ['has signed in before', { lastLogin: '2026-11-01T10:00:00.000Z' }, 'credential-in-use'],
      ['waits for activation', { status: 'STAGED' }, 'user-not-recoverable'],
      ['has a link of activation', { status: 'PROVISIONED' }, 'user-not-recoverable'],
      ['has its password elsewhere', { provider: 'ACTIVE_DIRECTORY' }, 'mastered-elsewhere'],
    ])('is given nothing where it %s', async (_, over, code) => {
      Object.assign(jane, over);
      const before = structuredClone(jane);
      expect(await connector.examine(asked('issue-first-credential'))).toEqual({ code, mayPass: false });
      await expect(connector.perform(asked('issue-first-credential'))).rejects.toMatchObject({
        code,
        retryable: false,
      });
      expect(jane).toEqual(before);
    });

    it('counts as known where Okta does not say whether they ever came', async () => {
      const api = send;
      send = async (url, asking) => {
        const answer = await api(url, asking);
        if (url.pathname !== `/api/v1/users/${jane.id}`) return answer;
        const { lastLogin: _, ...rest } = (await answer.json()) as { lastLogin: unknown };
        return Response.json(rest);
      };
      expect(await connector.examine(asked('issue-first-credential'))).toMatchObject({ code: 'credential-in-use' });
    });
  });

  describe('whose factors are reset', () => {
    it('has its code before the first factor goes, and loses all of them, one by one', async () => {
      for (const kind of ['push', 'token:software:totp', 'sms', 'webauthn', 'question']) org.register(jane, kind);
      const { evidence } = await done(asked('reset-mfa'));
      expect(jane.factors).toEqual([]);
      expect(evidence).toMatchObject({ factors: [], factorsRemoved: expect.arrayContaining(['webauthn', 'sms']) });
      const first = sent.findIndex((call) => call.startsWith('DELETE /factors/'));
      expect(sent.indexOf('POST /authenticator-enrollments/tac')).toBeLessThan(first);
      expect(sent.join()).not.toContain('reset_factors');
    });

    it('keeps them all when it is an administrator, by a role of its own or of a group, or by a name', async () => {
      org.register(jane, 'push');
      const before = structuredClone(jane);
      const ranks = [
        { roles: [roleOf('READ_ONLY_ADMIN')] },
        { roles: [roleOf('CUSTOM', 'GROUP')] },
        { groups: ['Admin-London'] },
      ];
      for (const rank of ranks) {
        Object.assign(jane, before, rank);
        expect(await connector.examine(asked('reset-mfa'))).toEqual({ code: 'administrator-factors', mayPass: false });
        await expect(connector.perform(asked('reset-mfa'))).rejects.toMatchObject({
          ...{ code: 'administrator-factors', retryable: false },
        });
        expect(jane).toEqual({ ...before, ...rank });
        expect(await connector.examine(asked('temporary-access'))).toBeNull();
      }
    });

    it('is not done while one of them stays', async () => {
      org.register(jane, 'sms');
      const api = send;
      send = async (url, asking) =>
        asking.method === 'DELETE' && url.pathname.includes('/factors/')
          ? Response.json({ errorCode: 'E0000001' }, { status: 400 })
          : api(url, asking);
      await expect(connector.perform(asked('reset-mfa'))).rejects.toMatchObject({
        ...{ code: 'factor-refused', retryable: true },
      });
    });
  });

  describe('who is locked out', () => {
    it('is let in again with the password and factors that it has, and keeps its sessions', async () => {
      jane.status = 'LOCKED_OUT';
      const performed = await done(asked('unlock'));
      expect(performed).not.toHaveProperty('credential');
      expect(jane).toMatchObject({ status: 'ACTIVE', sessions: 1 });
      expect(org.signInWithPassword(LOGIN, 'canary-First-password')).toBe(true);
    });

    it('is let in from its devices again, and is unlocked once', async () => {
      jane.isBlocked = true;
      await done(asked('unlock'));
      await done(asked('unlock'));
      expect(jane.isBlocked).toBe(false);
      expect(sent.filter((call) => call === 'POST /lifecycle/unlock')).toHaveLength(1);
    });

    it('stays out where Okta accepts and does nothing', async () => {
      jane.status = 'LOCKED_OUT';
      const api = send;
      send = async (url, asking) => (url.pathname.endsWith('/unlock') ? Response.json({}) : api(url, asking));
      await expect(connector.perform(asked('unlock'))).rejects.toMatchObject({
        ...{ code: 'not-read-back', retryable: true },
      });
    });
  });

  const states: readonly (readonly [Action, readonly UserStatus[]])[] = [
    ['reset-password', ['STAGED', 'PROVISIONED', 'LOCKED_OUT', 'SUSPENDED', 'DEPROVISIONED']],
    [
      'reset-mfa',
      ['STAGED', 'PROVISIONED', 'RECOVERY', 'PASSWORD_EXPIRED', 'LOCKED_OUT', 'SUSPENDED', 'DEPROVISIONED'],
    ],
    ['temporary-access', ['STAGED', 'RECOVERY', 'LOCKED_OUT', 'SUSPENDED', 'DEPROVISIONED']],
    ['unlock', ['STAGED', 'PROVISIONED', 'SUSPENDED', 'DEPROVISIONED']],
  ];
  it.each(states)('gets no %s in the states %j, before anybody is asked and when it is done', async (action, all) => {
    for (const status of all) {
      jane.status = status;
      const before = structuredClone(jane);
      expect(await connector.examine(asked(action))).toEqual({ code: 'user-not-recoverable', mayPass: false });
      await expect(connector.perform(asked(action))).rejects.toMatchObject({
        ...{ code: 'user-not-recoverable', retryable: false },
      });
      expect(jane).toEqual(before);
    }
  });

  it('waits while Okta is still carrying out a change of its state, and is gone no sooner', async () => {
    const { request } = await granted('reset-password');
    jane.transitioningToStatus = 'RECOVERY';
    expect(await connector.examine(asked('reset-password'))).toEqual({ code: 'user-changing', mayPass: true });
    await expect(connector.perform(asked('reset-password'))).rejects.toMatchObject({
      ...{ code: 'user-changing', retryable: true },
    });
    expect(await connector.verifyGone(request)).toMatchObject({ gone: false, isRunning: true });
  });

  it('is signed out in every state, without anything else', async () => {
    for (const status of ['ACTIVE', 'LOCKED_OUT', 'SUSPENDED'] as const) {
      Object.assign(jane, { status, sessions: 2 });
      expect(await done(asked('revoke-sessions'))).not.toHaveProperty('credential');
      expect(jane).toMatchObject({ status, sessions: 0 });
    }
  });

  it('has no sessions left to end when Okta deactivated it, which is no error', async () => {
    jane.status = 'DEPROVISIONED';
    expect(await done(asked('revoke-sessions'))).toMatchObject({ evidence: { status: 'DEPROVISIONED' } });
    expect(sent.filter((call) => call.startsWith('DELETE'))).toEqual([]);
  });

  it('keeps its grant under a new login, and whoever got the old one gets nothing of it', async () => {
    const { given, request } = await granted('temporary-access');
    jane.login = 'jane.smith@acme.example';
    const namesake = org.addUser(LOGIN);
    await connector.revoke(request);
    expect(org.signInWithCode('jane.smith@acme.example', given)).toBe(false);
    await connector.perform(request);
    expect([jane.code === null, namesake.code]).toEqual([false, null]);
  });

  it('has nothing done that does not read back', async () => {
    const api = send;
    send = async (url, asking) =>
      url.pathname.endsWith('expire_password_with_temp_password')
        ? Response.json({ tempPassword: 'canary-not-set' })
        : api(url, asking);
    const refused = { code: 'not-read-back', retryable: true };
    await expect(connector.perform(asked('reset-password'))).rejects.toMatchObject(refused);
    send = async (url, asking) =>
      asking.method === 'GET' && url.pathname.endsWith('/authenticator-enrollments')
        ? Response.json([])
        : api(url, asking);
    await expect(connector.perform(asked('temporary-access'))).rejects.toMatchObject(refused);
  });

  it.each(APP.scopes)('needs the scope `%s`, and says so when it is taken away', async (missing) => {
    const scopes = APP.scopes.filter((one) => one !== missing);
    const api = new LocalOkta(org, { ...APP, scopes }, () => now);
    const weak = oktaOver(org, api.handle, () => now);
    await expect(weak.perform(asked('reset-mfa'))).rejects.toMatchObject({ code: 'access-denied', retryable: false });
  });

  it('shows neither credential nor key nor the link for a new password in what it prints', async () => {
    const { given, request } = await granted('reset-password');
    const performed = await done(request);
    await connector.revoke(request);
    const shown = inspect([performed, connector, await connector.verifyGone(request)], { depth: 12, showHidden: true });
    const key = (JSON.parse(PRIVATE_KEY) as { readonly d: string }).d;
    for (const canary of [given, jane.password, key, 'canary-one-time-token']) expect(shown).not.toContain(canary);
  });
});
