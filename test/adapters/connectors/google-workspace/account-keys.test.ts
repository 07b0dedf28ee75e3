import { beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { type CloudIssuer, googleIssuer } from '../../../support/issuers/google.ts';
import { issuerOf } from '../../../support/issuers.ts';

const SECRET = 'google/operator';

describe('the key files of a service account of Google', () => {
  let issuer: CloudIssuer;
  beforeEach(async () => {
    issuer = await googleIssuer(SECRET, 0);
  });

  it('are listed, made, let the account in, and deleted, again too', async () => {
    const { api, first } = issuer;
    expect(await api.list()).toEqual([{ id: first.id, name: SECRET }]);
    const made = await api.create(`${SECRET}:second`);
    expect(JSON.parse(made.key.reveal())).toMatchObject({ type: 'service_account', private_key_id: made.id });
    expect([await api.accepts(made), await api.accepts(first)]).toEqual([true, true]);
    await api.revoke(first.id);
    await api.revoke(first.id);
    expect((await api.list()).map(({ id }) => id)).toEqual([made.id]);
    expect(issuer.valid()).toEqual([made.key.reveal()]);
    await expect(api.accepts(first)).rejects.toMatchObject({ code: 'key-not-yet-valid', retryable: true });
  });

  it('are waited for where they are not known everywhere yet', async () => {
    const late = await issuerOf('Google', SECRET, 9_000);
    expect(await late.api.accepts(await late.api.create(`${SECRET}:second`))).toBe(true);
  });

  it('are ten at most, and none at all is no error', async () => {
    for (let count = 2; count <= 10; count += 1) await issuer.api.create(`${SECRET}:${count}`);
    await expect(issuer.api.create(`${SECRET}:11`)).rejects.toMatchObject({
      ...{ code: 'invalid-request', retryable: false, message: expect.stringContaining('FAILED_PRECONDITION') },
    });
    for (const { id } of await issuer.api.list()) await issuer.api.revoke(id);
    expect(await issuer.api.list()).toEqual([]);
  });

  it('are never asked for without the project: Google calls a key that is gone forbidden there', async () => {
    await issuer.api.revoke('0000');
    const changes = issuer.asked.filter((call) => call.includes('/keys'));
    expect(changes).toEqual([expect.stringMatching(/^DELETE \/v1\/projects\/project\/serviceAccounts\/crm/)]);
  });

  it('are left alone where the description of the account does not name the secret, as a word of its own', async () => {
    issuer.isBound(false);
    await expect(issuer.api.list()).rejects.toMatchObject({ code: 'key-foreign', retryable: false });
    await expect(issuer.api.create('second')).rejects.toMatchObject({ code: 'key-foreign', retryable: false });
    await expect(issuer.api.revoke(issuer.first.id)).rejects.toMatchObject({ code: 'key-foreign', retryable: false });
    expect(issuer.count()).toBe(1);
  });

  it.each([
    ['of another account', { client_email: 'other@project.iam.gserviceaccount.com' }],
    ['of another key', { private_key_id: '0000' }],
  ])('let nobody in where they are %s, and Google is not asked', async (_, other) => {
    const { api, first, asked } = issuer;
    const file = JSON.stringify({ ...(JSON.parse(first.key.reveal()) as object), ...other });
    const before = asked.length;
    expect(await api.accepts({ id: first.id, key: new Secret(file) })).toBe(false);
    expect(asked.slice(before)).toEqual([]);
  });

  it('of an account that is not there, or not the rotator’s, are refused for good', async () => {
    issuer.admins([]);
    await expect(issuer.api.list()).rejects.toMatchObject({ code: 'access-denied', retryable: false });
    issuer.vanish();
    await expect(issuer.api.list()).rejects.toMatchObject({ code: 'access-denied', retryable: false });
  });

  it('are tried with a token that opens nothing', async () => {
    const scopes: unknown[] = [];
    issuer.hears = (url, { body }) => {
      if (url.pathname !== '/token') return;
      const [, claims = ''] = (new URLSearchParams(String(body)).get('assertion') ?? '').split('.');
      const { scope, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
      scopes.push([scope, sub]);
    };
    await issuer.api.accepts(issuer.first);
    await issuer.api.list();
    expect(scopes).toEqual([
      ['https://www.googleapis.com/auth/userinfo.email', undefined],
      ['https://www.googleapis.com/auth/iam', undefined],
    ]);
  });
});
