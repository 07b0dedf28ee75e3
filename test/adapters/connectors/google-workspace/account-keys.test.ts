import { beforeEach, describe, expect, it } from '@jest/globals';
import { ApiKeySystem } from '../../../../lambdas/app/workflow/api-key.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { keyIssuerContract } from '../../../contracts/key-issuer.ts';
import { type CloudIssuer, googleIssuer } from '../../../support/issuers/google.ts';

const SECRET = 'google/operator';

keyIssuerContract('Google');

describe('the key files of a service account of Google', () => {
  let issuer: CloudIssuer;
  beforeEach(async () => {
    issuer = await googleIssuer(SECRET, 0);
  });

  it('are files that say their ids', async () => {
    const made = await issuer.api.create(`${SECRET}:second`);
    expect(JSON.parse(made.key.reveal())).toMatchObject({ type: 'service_account', private_key_id: made.id });
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

  it('are left alone where the description of the account does not name the secret, as the only word of its kind', async () => {
    const word = `countersign:${SECRET}`;
    for (const description of [
      ...['', SECRET, `${word}-2`, `x${word}`, `${word} countersign:other`, `${word} ${word}`, `${word},`],
    ]) {
      issuer.describe(description);
      await expect(issuer.api.list()).rejects.toMatchObject({ code: 'key-foreign', retryable: false });
    }
    await expect(issuer.api.create('second')).rejects.toMatchObject({ code: 'key-foreign', retryable: false });
    await expect(issuer.api.revoke(issuer.first.id)).rejects.toMatchObject({ code: 'key-foreign', retryable: false });
    expect(issuer.count()).toBe(1);
    issuer.describe(`What the CRM\nsigns in as. ${word}`);
    expect(await issuer.api.list()).toHaveLength(1);
  });

  it('are nobody’s who names a secret like a word of the description', async () => {
    for (const word of ['What', 'the', 'CRM', 'in', 'as.']) {
      const api = issuer.apiOf(word);
      await expect(api.list()).rejects.toMatchObject({ code: 'key-foreign' });
    }
    expect(issuer.count()).toBe(1);
  });

  it.each([
    ['of another account', { client_email: 'other@project.iam.gserviceaccount.com' }],
    ['of another key', { private_key_id: '0000' }],
    ['unreadable', { private_key: 'canary' }],
  ])('are not asked about where they are %s, and no other one ends for them', async (_, other) => {
    const { api, first, asked } = issuer;
    const file = JSON.stringify({ ...(JSON.parse(first.key.reveal()) as object), ...other });
    const before = asked.length;
    const held = { id: first.id, key: new Secret(file) };
    await expect(api.accepts(held)).rejects.toMatchObject({ code: 'key-mismatched', retryable: false });
    const value = new Secret(JSON.stringify({ keyId: held.id, key: file }));
    await expect(new ApiKeySystem(api, SECRET).next(value, 'v2')).rejects.toMatchObject({ code: 'key-mismatched' });
    expect([asked.slice(before), issuer.count()]).toEqual([[], 1]);
  });

  it('that Google makes of another account end at once', async () => {
    const other = JSON.stringify({ type: 'service_account', client_email: 'other@project.iam.gserviceaccount.com' });
    const name = `projects/project/serviceAccounts/x/keys/${issuer.first.id}`;
    issuer.instead = (call) =>
      call.startsWith('POST') && call.endsWith('/keys')
        ? Response.json({ name, privateKeyData: Buffer.from(other).toString('base64') })
        : undefined;
    await expect(issuer.api.create('second')).rejects.toMatchObject({ code: 'unexpected', retryable: false });
    expect(issuer.asked.at(-1)).toMatch(/^DELETE .*\/keys\//);
  });

  it.each(['project@appspot.gserviceaccount.com', '1-compute@developer.gserviceaccount.com'])(
    'of an account that Google made by itself are replaced, too: %s',
    async (email) => {
      const own = await googleIssuer(SECRET, 0, email);
      const made = await own.api.create(`${SECRET}:second`);
      expect(await own.api.accepts(made)).toBe(true);
    },
  );

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
