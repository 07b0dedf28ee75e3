import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { EntraConnector } from '../../../../lambdas/adapters/connectors/entra/connector.ts';
import type { Send } from '../../../../lambdas/adapters/https/vendor-http.ts';
import type { Action } from '../../../../lambdas/core/registry/account.ts';
import type { ConnectorRequest } from '../../../../lambdas/ports/connector.ts';
import { LocalGraph } from '../../../../local/entra/graph.ts';
import { Tenant, type TenantUser } from '../../../../local/entra/tenant.ts';
import { entraOver, groupNamed, PERMISSIONS, REGISTRATION } from '../../../contracts/endpoints/entra.ts';

const NAME = 'jane@contoso.example';
const START = Date.parse('2026-11-20T10:00:00.000Z');
const MINUTE = 60_000;

describe('a person of a tenant', () => {
  let now: number;
  let tenant: Tenant;
  let jane: TenantUser;
  let send: Send;
  let sent: string[];
  let connector: EntraConnector;

  beforeEach(() => {
    now = START;
    tenant = new Tenant(() => now);
    jane = tenant.addUser(NAME);
    sent = [];
    const graph = new LocalGraph(tenant, REGISTRATION, () => now);
    send = (url, request) => {
      sent.push(`${request.method} ${url.pathname}`);
      return graph.handle(url, request);
    };
    connector = entraOver(
      tenant,
      (url, request) => send(url, request),
      () => now,
    );
  });

  const asked = (action: Action, over: Partial<ConnectorRequest> = {}): ConnectorRequest => ({
    ...{
      action,
      target: NAME,
      directoryId: jane.id,
      grant: 'grant-1',
      expiresAt: new Date(START + 90 * MINUTE).toISOString(),
      issued: true,
    },
    ...over,
  });

  async function passOf(request: ConnectorRequest): Promise<string> {
    const done = await connector.perform(request);
    return done.state === 'done' ? (done.credential?.reveal() ?? '') : '';
  }

  it('signs in with what was handed over, once, and registers a factor that stays after the grant', async () => {
    const request = asked('temporary-access');
    const pass = await passOf(request);
    expect(tenant.signIn(NAME, 'guessed')).toBe(false);
    expect(tenant.signIn(NAME, pass)).toBe(true);
    expect(tenant.signIn(NAME, pass)).toBe(false);
    tenant.register(jane, 'fido2AuthenticationMethod');
    await connector.revoke(request);
    expect(await connector.verifyGone(request)).toEqual({
      gone: true,
      evidence: { enabled: true, methods: ['fido2AuthenticationMethod'] },
    });
  });

  it('cannot sign in with a pass whose grant has ended', async () => {
    const request = asked('temporary-access');
    const pass = await passOf(request);
    await connector.revoke(request);
    expect(tenant.signIn(NAME, pass)).toBe(false);
    expect((await connector.verifyGone(request)).gone).toBe(true);
  });

  it('has a pass that ends by itself, with the grant, or with the nearest life that the tenant allows', async () => {
    const lives = [
      [90, 90],
      [20, 60],
      [10_000, 480],
    ] as const;
    for (const [grant, life] of lives) {
      const request = asked('temporary-access', { expiresAt: new Date(START + grant * MINUTE).toISOString() });
      const pass = await passOf(request);
      expect(jane.pass).toMatchObject({ lifetimeInMinutes: life, isUsableOnce: true });
      now = START + life * MINUTE;
      expect(tenant.signIn(NAME, pass)).toBe(false);
      expect((await connector.verifyGone(request)).gone).toBe(true);
      now = START;
    }
  });

  it('is signed out everywhere when it has its pass, which a refusal of the tenant keeps from taking anything away', async () => {
    const before = jane.signInSessionsValidFromDateTime;
    now += 5 * MINUTE;
    await connector.perform(asked('temporary-access'));
    expect(Date.parse(jane.signInSessionsValidFromDateTime)).toBeGreaterThan(Date.parse(before));
    const ended = sent.findIndex((call) => call.endsWith('/revokeSignInSessions'));
    const given = sent.findIndex((call) => call.startsWith('POST') && call.endsWith('/temporaryAccessPassMethods'));
    expect(given).toBeGreaterThan(0);
    expect(ended).toBeGreaterThan(given);
  });

  it('loses every factor in a reset of factors, the default one last, and keeps password and nothing else', async () => {
    for (const kind of [
      'microsoftAuthenticatorAuthenticationMethod',
      'phoneAuthenticationMethod',
      'softwareOathAuthenticationMethod',
      'fido2AuthenticationMethod',
      'emailAuthenticationMethod',
      'windowsHelloForBusinessAuthenticationMethod',
      'platformCredentialAuthenticationMethod',
    ])
      tenant.register(jane, kind);
    const done = await connector.perform(asked('reset-mfa'));
    expect(jane.methods.map(({ kind }) => kind)).toEqual(['passwordAuthenticationMethod']);
    expect(done).toMatchObject({
      evidence: { methods: [], methodsRemoved: expect.arrayContaining(['phoneAuthenticationMethod']) },
    });
  });

  it('keeps all its factors where one of them could not be removed', async () => {
    tenant.register(jane, 'phoneAuthenticationMethod');
    tenant.register(jane, 'retinaAuthenticationMethod');
    const before = structuredClone(jane);
    expect(await connector.examine(asked('reset-mfa'))).toEqual({ code: 'factor-left', mayPass: false });
    await expect(connector.perform(asked('reset-mfa'))).rejects.toMatchObject({
      code: 'factor-left',
      retryable: false,
    });
    expect(jane).toEqual(before);
    expect(await connector.examine(asked('temporary-access'))).toBeNull();
  });

  it('gets a first pass before it has anything of its own, and keeps what it registers with it', async () => {
    const request = asked('issue-first-credential');
    expect(await connector.examine(request)).toBeNull();
    expect(tenant.signIn(NAME, await passOf(request))).toBe(true);
    tenant.register(jane, 'fido2AuthenticationMethod');
    await connector.revoke(request);
    expect((await connector.verifyGone(request)).gone).toBe(true);
    expect(jane.methods.map(({ kind }) => kind)).toContain('fido2AuthenticationMethod');
    expect(await connector.examine(request)).toEqual({ code: 'credential-in-use', mayPass: false });
  });

  it('gets another first pass when nobody used the one before', async () => {
    const unused = await passOf(asked('issue-first-credential'));
    await connector.revoke(asked('issue-first-credential'));
    const pass = await passOf(asked('issue-first-credential'));
    expect([tenant.signIn(NAME, unused), tenant.signIn(NAME, pass)]).toEqual([false, true]);
  });

  it.each<[what: string, over: Partial<TenantUser>]>([
    ['has changed its password since it was made', { lastPasswordChangeDateTime: '2026-11-20T10:01:01Z' }],
    ['is older than what Graph says of it', { createdDateTime: null }],
    ['has a telephone', { methods: [{ id: 'one', kind: 'phoneAuthenticationMethod' }] }],
    ['has a factor of an unknown kind', { methods: [{ id: 'one', kind: 'retinaAuthenticationMethod' }] }],
  ])('gets no first pass where it %s', async (_, over) => {
    Object.assign(jane, over);
    const before = structuredClone(jane);
    const request = asked('issue-first-credential');
    expect(await connector.examine(request)).toEqual({ code: 'credential-in-use', mayPass: false });
    await expect(connector.perform(request)).rejects.toMatchObject({ code: 'credential-in-use', retryable: false });
    expect(jane).toEqual(before);
  });

  it.each<[what: string, over: Partial<TenantUser>]>([
    ['whose first password was set a moment later', { lastPasswordChangeDateTime: '2026-11-20T10:00:59Z' }],
    ['with a password from before it was copied here', { lastPasswordChangeDateTime: '2026-11-01T10:00:00Z' }],
    ['without a password', { lastPasswordChangeDateTime: null }],
  ])('gets a first pass as somebody new %s', async (_, over) => {
    Object.assign(jane, over);
    expect(await connector.examine(asked('issue-first-credential'))).toBeNull();
  });

  it('is disabled and signed out when a stranger claimed the pass, and stays so until somebody looks', async () => {
    const request = asked('temporary-access');
    tenant.signIn(NAME, await passOf(request));
    tenant.register(jane, 'phoneAuthenticationMethod');
    const repudiated = { ...request, repudiated: true };
    expect((await connector.verifyGone(repudiated)).gone).toBe(false);
    now += 5 * MINUTE;
    await connector.revoke(repudiated);
    expect(jane).toMatchObject({ accountEnabled: false, signInSessionsValidFromDateTime: '2026-11-20T10:05:00Z' });
    expect(await connector.verifyGone(repudiated)).toEqual({
      gone: true,
      evidence: { enabled: false, methods: ['phoneAuthenticationMethod'] },
    });
    expect(await connector.examine(request)).toEqual({ code: 'user-not-recoverable', mayPass: false });
    await expect(connector.perform(request)).rejects.toMatchObject({ code: 'user-not-recoverable' });
  });

  it('keeps its grant under a new name, and whoever got the old name gets nothing of it', async () => {
    const request = asked('temporary-access');
    const pass = await passOf(request);
    jane.userPrincipalName = 'jane.smith@contoso.example';
    const namesake = tenant.addUser(NAME);
    await connector.revoke(request);
    expect(tenant.signIn('jane.smith@contoso.example', pass)).toBe(false);
    expect((await connector.verifyGone(request)).gone).toBe(true);
    await connector.perform(request);
    expect([jane.pass === null, namesake.pass]).toEqual([false, null]);
  });

  it('ends a pass of an older grant that this one replaced', async () => {
    await connector.perform(asked('temporary-access'));
    const later = asked('revoke-sessions', { supersedes: ['temporary-access'] });
    expect((await connector.verifyGone(later)).gone).toBe(false);
    await connector.revoke(later);
    expect((await connector.verifyGone(later)).gone).toBe(true);
    expect(jane.pass).toBeNull();
  });

  it('is not recovered here when it is a guest, by its name or by how it came', async () => {
    const pat = tenant.addUser('pat_fabrikam.example#EXT#@contoso.example');
    const kim = tenant.addUser('kim@contoso.example', { creationType: 'Invitation' });
    for (const { id: directoryId, userPrincipalName: target } of [pat, kim])
      for (const action of ['temporary-access', 'reset-mfa', 'issue-first-credential', 'revoke-sessions'] as const) {
        expect(await connector.examine(asked(action, { target, directoryId }))).toEqual({
          code: 'guest-elsewhere',
          mayPass: false,
        });
        await expect(connector.perform(asked(action, { target, directoryId }))).rejects.toMatchObject({
          code: 'guest-elsewhere',
        });
      }
  });

  it('gets no pass where the tenant has turned passes off; one that is turned off counts as living', async () => {
    const request = asked('temporary-access');
    await connector.perform(request);
    tenant.passRules.state = 'disabled';
    expect(await connector.examine(request)).toEqual({ code: 'pass-disabled', mayPass: false });
    await expect(connector.perform(request)).rejects.toMatchObject({ code: 'pass-disabled', retryable: false });
    expect((await connector.verifyGone(request)).gone).toBe(false);
    await connector.revoke(request);
    expect((await connector.verifyGone(request)).gone).toBe(true);
  });

  it('loses no factor and no session where the tenant leaves it out of passes', async () => {
    tenant.register(jane, 'phoneAuthenticationMethod');
    const before = { ...structuredClone(jane), pass: null };
    const graph = send;
    now += 5 * MINUTE;
    send = async (url, request) => {
      const answer = await graph(url, request);
      const isMade = request.method === 'POST' && url.pathname.endsWith('/temporaryAccessPassMethods');
      if (!isMade) return answer;
      const made = (await answer.json()) as object;
      return Response.json({ ...made, isUsable: false, methodUsabilityReason: 'DisabledByPolicy' }, { status: 201 });
    };
    await expect(connector.perform(asked('reset-mfa'))).rejects.toMatchObject({
      code: 'pass-disabled',
      retryable: false,
    });
    expect(jane).toEqual(before);
  });

  it('loses a pass that a list did not show at first', async () => {
    const request = asked('temporary-access');
    await connector.perform(request);
    const graph = send;
    let lists = 0;
    send = async (url, asking) => {
      if (asking.method !== 'GET' || !url.pathname.endsWith('/temporaryAccessPassMethods')) return graph(url, asking);
      lists += 1;
      return lists === 1 ? Response.json({ value: [] }) : graph(url, asking);
    };
    await connector.revoke(request);
    expect(jane.pass).toBeNull();
  });

  it('is disabled and signed out also where Graph keeps the pass of a stranger, and its grant is not gone', async () => {
    const request = { ...asked('temporary-access'), repudiated: true };
    await connector.perform(request);
    const graph = send;
    now += 5 * MINUTE;
    send = async (url, asking) =>
      asking.method === 'DELETE'
        ? Response.json({ error: { code: 'badRequest', message: '' } }, { status: 400 })
        : graph(url, asking);
    await expect(connector.revoke(request)).rejects.toMatchObject({ code: 'invalid-request' });
    expect(jane).toMatchObject({ accountEnabled: false, signInSessionsValidFromDateTime: '2026-11-20T10:05:00Z' });
    expect((await connector.verifyGone(request)).gone).toBe(false);
  });

  it('is signed out also where the application may not disable it, and its grant is not gone', async () => {
    const request = { ...asked('temporary-access'), repudiated: true };
    await connector.perform(request);
    const graph = send;
    now += 5 * MINUTE;
    send = async (url, asking) =>
      asking.method === 'PATCH'
        ? Response.json({ error: { code: 'Authorization_RequestDenied', message: '' } }, { status: 403 })
        : graph(url, asking);
    await expect(connector.revoke(request)).rejects.toMatchObject({ code: 'access-denied' });
    expect(jane).toMatchObject({ signInSessionsValidFromDateTime: '2026-11-20T10:05:00Z', pass: null });
    expect((await connector.verifyGone(request)).gone).toBe(false);
  });

  it('is signed out without a pass, also while it is disabled', async () => {
    jane.accountEnabled = false;
    now += 5 * MINUTE;
    const done = await connector.perform(asked('revoke-sessions'));
    expect(done).toMatchObject({ state: 'done', evidence: { sessionsEndedFrom: '2026-11-20T10:05:00Z' } });
    expect(done).not.toHaveProperty('credential');
  });

  it('counts nothing as done that does not read back: sessions that did not end, a pass that is not listed', async () => {
    const graph = send;
    now += 5 * MINUTE;
    send = async (url, request) =>
      url.pathname.endsWith('/revokeSignInSessions') ? Response.json({ value: true }) : graph(url, request);
    await expect(connector.perform(asked('revoke-sessions'))).rejects.toMatchObject({
      code: 'not-read-back',
      retryable: true,
    });
    send = async (url, request) => {
      const isList = request.method === 'GET' && url.pathname.endsWith('/temporaryAccessPassMethods');
      return isList ? Response.json({ value: [] }) : graph(url, request);
    };
    await expect(connector.perform(asked('temporary-access'))).rejects.toMatchObject({
      code: 'not-read-back',
      retryable: true,
    });
  });

  it.each(PERMISSIONS)('needs the permission `%s`, and says so when it is taken away', async (missing) => {
    const permissions = PERMISSIONS.filter((one) => one !== missing);
    const graph = new LocalGraph(tenant, { ...REGISTRATION, permissions }, () => now);
    const weak = entraOver(tenant, graph.handle, () => now);
    jane.groups = [groupNamed('everybody')];
    const request = asked('reset-mfa', { repudiated: true });
    const all = async (): Promise<void> => {
      await weak.tierOf(NAME);
      await weak.perform(request);
      await weak.revoke(request);
    };
    await expect(all()).rejects.toMatchObject({ code: 'access-denied', retryable: false });
  });

  it('shows neither pass nor secret nor token in what it prints', async () => {
    const request = asked('temporary-access');
    const done = await connector.perform(request);
    const pass = jane.pass?.value ?? '';
    const shown = inspect([done, connector, await connector.verifyGone(request)], { depth: 12, showHidden: true });
    expect(pass).not.toBe('');
    for (const canary of [pass, REGISTRATION.clientSecret]) expect(shown).not.toContain(canary);
    expect(JSON.stringify(done)).not.toContain(pass);
  });
});
