import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { GoogleConnector } from '../../../../lambdas/adapters/connectors/google-workspace/connector.ts';
import type { Send } from '../../../../lambdas/adapters/https/vendor-http.ts';
import type { Action } from '../../../../lambdas/core/registry/account.ts';
import type { ConnectorRequest, Performed } from '../../../../lambdas/ports/connector.ts';
import { LocalGoogle } from '../../../../local/google/api.ts';
import { Workspace, type WorkspaceUser } from '../../../../local/google/workspace.ts';
import { connectorContract, issuedWith } from '../../../contracts/connector.ts';
import { googleConnectorFixture, googleOver, SERVICE_ACCOUNT } from '../../../contracts/endpoints/google-workspace.ts';

connectorContract('google-workspace', googleConnectorFixture);

const JANE = 'jane@example.com';
const OWN = 'canary-Own-password';

describe('a person of a Google Workspace', () => {
  let workspace: Workspace;
  let jane: WorkspaceUser;
  let handle: Send;
  let send: Send;
  let sent: string[];
  let connector: GoogleConnector;

  beforeEach(() => {
    workspace = new Workspace();
    jane = workspace.addUser(JANE, { isEnrolledIn2Sv: false });
    sent = [];
    ({ handle } = new LocalGoogle(workspace, SERVICE_ACCOUNT));
    send = (url, request) => {
      sent.push(`${request.method} ${url.pathname.replace(`/admin/directory/v1/users/${jane.id}`, '')}`);
      return handle(url, request);
    };
    connector = googleOver(workspace, (url, request) => send(url, request));
  });

  const asked = (action: Action, over: Partial<ConnectorRequest> = {}): ConnectorRequest => ({
    ...{ action, target: JANE, directoryId: jane.id, grant: 'grant-1', issued: true },
    expiresAt: '2098-01-01T00:00:00.000Z',
    ...over,
  });

  async function done(request: ConnectorRequest): Promise<Extract<Performed, { state: 'done' }>> {
    const performed = await connector.perform(request);
    if (performed.state !== 'done') throw new Error('not done');
    return performed;
  }

  /** Performs it: what was handed over, and the request of its end. */
  async function granted(action: Action) {
    const request = asked(action);
    const { credential, evidence } = await done(request);
    return { given: credential?.reveal() ?? '', request: issuedWith(request, evidence) };
  }

  const isGone = async (request: ConnectorRequest): Promise<boolean> => (await connector.verifyGone(request)).gone;

  describe('whose password is reset', () => {
    it('sets one of their own with what was handed over, and keeps it after the grant', async () => {
      const { given, request } = await granted('reset-password');
      expect(workspace.signIn(JANE, given)).toBe(false);
      expect(workspace.signIn(JANE, given, { next: OWN })).toBe(true);
      await connector.revoke(request);
      expect([await isGone(request), workspace.signIn(JANE, OWN), jane.suspended]).toEqual([true, true, false]);
    });

    it('cannot sign in with it when its grant has ended, and gets another one later', async () => {
      const { given, request } = await granted('reset-password');
      expect(await isGone(request)).toBe(false);
      await connector.revoke(request);
      expect([await isGone(request), workspace.signIn(JANE, given, { next: OWN })]).toEqual([true, false]);
      const again = await granted('reset-password');
      expect(workspace.signIn(JANE, again.given, { next: OWN })).toBe(true);
    });

    it('is signed out everywhere', async () => {
      jane.sessions = 3;
      await done(asked('reset-password'));
      expect([jane.sessions, sent.includes('POST /signOut')]).toEqual([0, true]);
    });

    it('keeps a demand of an administrator where nothing was ever handed over', async () => {
      jane.changePasswordAtNextLogin = true;
      const request = asked('reset-password', { issued: false });
      await connector.revoke(request);
      expect([jane.changePasswordAtNextLogin, await isGone(request)]).toEqual([true, true]);
    });

    it('is suspended when a stranger replaced the password, and stays so until somebody looks', async () => {
      const { given, request } = await granted('reset-password');
      workspace.signIn(JANE, given, { next: "canary-the-stranger's" });
      const repudiated = { ...request, repudiated: true };
      expect(await isGone(repudiated)).toBe(false);
      await connector.revoke(repudiated);
      expect(jane).toMatchObject({ suspended: true, sessions: 0 });
      jane.suspended = false;
      expect(workspace.signIn(JANE, "canary-the-stranger's")).toBe(false);
      jane.suspended = true;
      expect(await isGone(repudiated)).toBe(true);
      expect(await connector.examine(asked('reset-password'))).toEqual({
        code: 'user-not-recoverable',
        mayPass: false,
      });
    });

    it('has a grant that ends while others suspend them: it would open something again afterwards', async () => {
      const { given, request } = await granted('reset-password');
      jane.suspended = true;
      expect(await isGone(request)).toBe(false);
      await connector.revoke(request);
      expect(await isGone(request)).toBe(true);
      jane.suspended = false;
      expect(workspace.signIn(JANE, given, { next: OWN })).toBe(false);
    });

    it('has no grant left when they were removed', async () => {
      const { request } = await granted('reset-password');
      workspace.users.delete(jane.id);
      await connector.revoke(request);
      expect(await connector.verifyGone(request)).toEqual({ gone: true, evidence: { user: 'absent' } });
    });
  });

  describe('who lost their second step', () => {
    beforeEach(() => {
      Object.assign(jane, { isEnrolledIn2Sv: true, password: OWN, codes: ['11111111'] });
    });

    it('signs in with one code, once, beside their password; nobody was told the others', async () => {
      const { given, request } = await granted('temporary-access');
      expect([jane.codes.length, jane.codes.includes('11111111')]).toEqual([10, false]);
      expect([workspace.signIn(JANE, OWN, { code: given }), workspace.signIn(JANE, OWN, { code: given })]).toEqual([
        true,
        false,
      ]);
      expect(await isGone(request)).toBe(false);
      await connector.revoke(request);
      expect([await isGone(request), jane.codes, jane.isEnrolledIn2Sv]).toEqual([true, [], true]);
    });

    it('keeps codes of their own where nothing was ever handed over', async () => {
      const request = asked('temporary-access', { issued: false });
      await connector.revoke(request);
      expect([jane.codes, await isGone(request)]).toEqual([['11111111'], true]);
    });

    it('gets no code of before when Google shows the list late', async () => {
      send = (url, request) =>
        url.pathname.endsWith('/generate')
          ? Promise.resolve(new Response(null, { status: 204 }))
          : handle(url, request);
      await expect(connector.perform(asked('temporary-access'))).rejects.toMatchObject({
        code: 'not-read-back',
        retryable: true,
      });
    });

    it('has none any more after a reset, and a temporary password', async () => {
      const { given, request } = await granted('reset-mfa');
      expect([jane.isEnrolledIn2Sv, workspace.signIn(JANE, given, { next: `${OWN}2` })]).toEqual([false, true]);
      await connector.revoke(request);
      expect([await isGone(request), workspace.signIn(JANE, `${OWN}2`)]).toEqual([true, true]);
    });

    it('keeps it where Google gives no password', async () => {
      send = (url, request) =>
        request.method === 'PATCH' ? Promise.resolve(Response.json({}, { status: 503 })) : handle(url, request);
      await expect(connector.perform(asked('reset-mfa'))).rejects.toMatchObject({ code: 'unavailable' });
      expect(jane.isEnrolledIn2Sv).toBe(true);
    });

    it('is suspended also where Google keeps the codes of a stranger', async () => {
      const { request } = await granted('temporary-access');
      send = (url, sending) =>
        url.pathname.endsWith('/invalidate')
          ? Promise.resolve(Response.json({}, { status: 503 }))
          : handle(url, sending);
      await expect(connector.revoke({ ...request, repudiated: true })).rejects.toMatchObject({ code: 'unavailable' });
      expect(jane.suspended).toBe(true);
    });
  });

  it.each<[string, Action, Partial<WorkspaceUser>, string]>([
    ['is suspended', 'reset-password', { suspended: true }, 'user-not-recoverable'],
    ['is archived', 'reset-mfa', { archived: true }, 'user-not-recoverable'],
    ['is a guest', 'reset-password', { isGuestUser: true }, 'guest-elsewhere'],
    ['has no second step', 'temporary-access', { isEnrolledIn2Sv: false }, 'two-step-off'],
    ['must have a second step', 'reset-mfa', { isEnforcedIn2Sv: true }, 'two-step-enforced'],
    ['is a super administrator', 'reset-mfa', { isAdmin: true }, 'administrator-factors'],
    ['holds a role of an administrator', 'reset-mfa', { isDelegatedAdmin: true }, 'administrator-factors'],
  ])('who %s is not recovered by `%s`, and nothing changes', async (_, action, over, code) => {
    Object.assign(jane, { isEnrolledIn2Sv: true, ...over });
    const before = structuredClone(jane);
    expect(await connector.examine(asked(action))).toEqual({ code, mayPass: false });
    await expect(connector.perform(asked(action))).rejects.toMatchObject({ code, retryable: false });
    expect(jane).toEqual(before);
    expect(await connector.examine(asked('revoke-sessions'))).toBeNull();
  });

  it('is found by the id and by the whole primary address, and by no alias', async () => {
    jane.aliases = ['j@example.com'];
    expect(await connector.identityOf(JANE.toUpperCase())).toBe(jane.id);
    expect(await connector.identityOf(jane.id)).toBe(jane.id);
    for (const name of ['j@example.com', '', '.', '..', '../groups'])
      expect(await connector.identityOf(name)).toBeUndefined();
  });

  it('has the tier of any group of any page, by its name or address', async () => {
    jane.groups = [...Array.from({ length: 250 }, (_, index) => `team-${index}`), 'admins-of-mail'];
    expect(await connector.tierOf(JANE)).toBe('privileged');
    expect(sent.filter((call) => call === 'GET /admin/directory/v1/groups')).toHaveLength(2);
  });

  it('shows no credential in what is sent anywhere but to Google, nor in evidence', async () => {
    const { given, request } = await granted('reset-password');
    const gone = await connector.verifyGone(request);
    expect(`${sent.join()} ${inspect(gone)}`).not.toContain(given);
  });
});
