import { describe, expect, it } from '@jest/globals';
import { googleAssertionOf } from '../../../lambdas/adapters/connectors/google-workspace/assertion.ts';
import { GoogleCalls } from '../../../lambdas/adapters/connectors/google-workspace/calls.ts';
import { GoogleDirectory } from '../../../lambdas/adapters/connectors/google-workspace/directory.ts';
import { GOOGLE_SCOPES } from '../../../lambdas/adapters/connectors/google-workspace/google.ts';
import { GoogleHealth } from '../../../lambdas/adapters/connectors/google-workspace/health.ts';
import { isKeptOut, isTemporaryPasswordLiving } from '../../../lambdas/adapters/connectors/google-workspace/person.ts';
import type { Send } from '../../../lambdas/adapters/https/vendor-http.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { LocalGoogle } from '../../../local/google/api.ts';
import { Workspace } from '../../../local/google/workspace.ts';
import { googleAt, KEY_FILE, SERVICE_ACCOUNT } from '../../contracts/endpoints/google-workspace.ts';

describe('a user of a Google Workspace', () => {
  const user = { id: '1', primaryEmail: 'jane@example.com' };

  it('has a temporary password that opens something while Google asks for another one, where one was handed over', () => {
    expect(isTemporaryPasswordLiving({ ...user, changePasswordAtNextLogin: true }, { issued: true })).toBe(true);
    expect(isTemporaryPasswordLiving({ ...user, changePasswordAtNextLogin: false }, { issued: true })).toBe(false);
    expect(isTemporaryPasswordLiving(user, { issued: true })).toBe(false);
    expect(isTemporaryPasswordLiving({ ...user, changePasswordAtNextLogin: true }, { issued: false })).toBe(false);
  });

  it('is kept out while suspended or archived', () => {
    expect([{ suspended: true }, { archived: true }, {}].map((over) => isKeptOut({ ...user, ...over }))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('gets one of ten new codes, and none is left when they were taken away', async () => {
    const workspace = new Workspace();
    const jane = workspace.addUser('jane@example.com', { codes: ['11111111'] });
    const calls = new GoogleCalls(googleAt(workspace, new LocalGoogle(workspace, SERVICE_ACCOUNT).handle), {
      settleMs: 0,
    });
    const given = await calls.giveCode(jane.id);
    expect([jane.codes.includes(given.reveal()), given.reveal() === '11111111']).toEqual([true, false]);
    await calls.removeCodes(jane.id);
    expect(await calls.codes(jane.id)).toEqual([]);
  });
});

describe('Google’s token endpoint', () => {
  const now = Date.parse('2026-11-20T10:00:00.000Z');
  const workspace = new Workspace();
  const local = new LocalGoogle(workspace, SERVICE_ACCOUNT, () => now).handle;

  it('refuses an assertion of another key, and of another subject', async () => {
    const account = { subject: 'somebody@example.com', keyFile: new Secret(KEY_FILE) };
    const form = (assertion: string) => ({
      ...{
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }).toString(),
      },
    });
    const url = new URL('https://oauth2.googleapis.com/token');
    const good = googleAssertionOf({ ...account, subject: workspace.subject }, GOOGLE_SCOPES.read, now);
    expect((await local(url, form(good))).status).toBe(200);
    expect((await local(url, form(googleAssertionOf(account, GOOGLE_SCOPES.read, now)))).status).toBe(400);
    expect((await local(url, form(`${good.slice(0, -4)}AAAA`))).status).toBe(400);
  });
});

describe('the service account that reads', () => {
  const workspace = new Workspace();
  const flawWith = (scopes: readonly string[], over: object = {}, send?: Send): Promise<string | null> => {
    const google = googleAt(
      workspace,
      send ?? new LocalGoogle(workspace, { ...SERVICE_ACCOUNT, scopes, ...over }).handle,
    );
    return new GoogleHealth(google, new GoogleDirectory(google), workspace.subject).flaw();
  };

  it('is well with its scopes and no more', async () => {
    expect(await flawWith(GOOGLE_SCOPES.read)).toBeNull();
  });

  it('is not well when it could change users', async () => {
    expect(await flawWith(SERVICE_ACCOUNT.scopes)).toBe('reader-can-change');
  });

  it.each(GOOGLE_SCOPES.read)('is not well without the scope `%s`', async (missing) => {
    expect(await flawWith(GOOGLE_SCOPES.read.filter((scope) => scope !== missing))).toBe('access-denied');
  });

  it('is not well with the key of another one, or without its role', async () => {
    expect(await flawWith(GOOGLE_SCOPES.read, { keyId: 'key-2' })).toBe('credentials');
    const { handle } = new LocalGoogle(workspace, { ...SERVICE_ACCOUNT, scopes: GOOGLE_SCOPES.read });
    const roleless: Send = async (url, request) =>
      url.pathname.startsWith('/admin/')
        ? Response.json({ error: { errors: [{ reason: 'forbidden' }] } }, { status: 403 })
        : handle(url, request);
    expect(await flawWith(GOOGLE_SCOPES.read, {}, roleless)).toBe('access-denied');
  });

  it('says nothing of itself while Google does not answer', async () => {
    const silent: Send = async () => new Response(null, { status: 503 });
    await expect(flawWith(GOOGLE_SCOPES.read, {}, silent)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
