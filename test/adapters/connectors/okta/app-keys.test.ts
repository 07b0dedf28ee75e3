import { createPrivateKey, type JsonWebKey } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { OktaAppKeys } from '../../../../lambdas/adapters/connectors/okta/app-keys.ts';
import { assertionOf } from '../../../../lambdas/adapters/connectors/okta/assertion.ts';
import type { Okta } from '../../../../lambdas/adapters/connectors/okta/okta.ts';
import { ApiKeySystem } from '../../../../lambdas/app/workflow/api-key.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { keyIssuerContract } from '../../../contracts/key-issuer.ts';
import type { Issuer } from '../../../support/issuers/issuer.ts';
import { type KeyedApp, keyedApp } from '../../../support/issuers/okta.ts';
import { issuerOf } from '../../../support/issuers.ts';

const SECRET = 'okta/operator';

keyIssuerContract('Okta key');

describe('the keys of an app of Okta', () => {
  let issuer: Issuer;
  beforeEach(async () => {
    issuer = await issuerOf('Okta key', SECRET);
  });

  it('are made inactive before they are deleted', async () => {
    const { api, first, asked } = issuer;
    await api.create(`${SECRET}:second`);
    await api.revoke(first.id);
    expect(asked.slice(-2)).toEqual([
      expect.stringMatching(/^POST .*\/credentials\/jwks\/pks\w+\/lifecycle\/deactivate$/),
      expect.stringMatching(/^DELETE .*\/credentials\/jwks\/pks\w+$/),
    ]);
  });

  it('never leave this side with their private halves', async () => {
    const bodies: string[] = [];
    issuer.hears = (_, { body }) => {
      bodies.push(String(body));
    };
    const made = await issuer.api.create(`${SECRET}:second`);
    const { d = '', p = '', q = '', kid = '' } = JSON.parse(made.key.reveal()) as JsonWebKey & { readonly kid: string };
    const sent = bodies.find((one) => one.includes('"kty"')) ?? '';
    expect(sent).toContain(kid);
    expect([d, p, q].map((half) => half.length > 100 && bodies.some((one) => one.includes(half)))).toEqual([
      ...[false, false, false],
    ]);
    expect([d, p, q].map((half) => half.length > 100)).toEqual([true, true, true]);
  });

  it('are such as our own service apps sign in with', async () => {
    const { key } = await issuer.api.create(`${SECRET}:second`);
    const application = { clientId: '0oa1gjh63g214q0Hq0g4', privateKey: key };
    const [head = ''] = assertionOf(application, 'https://acme.okta.com/oauth2/v1/token', 0).split('.');
    const { kid } = JSON.parse(key.reveal()) as { readonly kid: string };
    expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({ alg: 'RS256', kid, typ: 'JWT' });
  });

  it('that are broken on this side are no question to the org', async () => {
    const before = issuer.asked.length;
    await expect(issuer.api.accepts({ id: 'pks', key: new Secret('{"kty":"RSA"}') })).rejects.toMatchObject({
      ...{ code: 'credentials', retryable: true },
    });
    expect(issuer.asked.slice(before).some((call) => call.endsWith('/introspect'))).toBe(false);
  });

  it('are not made where the app does not say that they are the secret’s', async () => {
    issuer.isBound(false);
    await expect(issuer.api.create('second')).rejects.toMatchObject({ code: 'key-foreign', retryable: false });
    expect(issuer.count()).toBe(1);
  });
});

describe('an app of Okta with keys', () => {
  let one: KeyedApp;
  beforeEach(async () => {
    one = await keyedApp(SECRET);
  });

  it('keeps those that encrypt: nobody lists or removes them', async () => {
    const { n = '', e = '' } = JSON.parse((await one.api.create()).key.reveal()) as JsonWebKey;
    const encrypts = one.apps.addKey(one.app, { kid: 'enc-1', kty: 'RSA', use: 'enc', n, e });
    expect((await one.api.list()).map(({ id }) => id)).not.toContain(encrypts.id);
    await one.api.revoke(encrypts.id);
    expect(one.app.keys).toContain(encrypts);
  });

  it('keeps the key that is in use where the value has its `kid` in the place of its id', async () => {
    const [first, second] = [await one.api.create(), await one.api.create()];
    const { kid } = JSON.parse(first.key.reveal()) as { readonly kid: string };
    const system = new ApiKeySystem(one.api, SECRET);
    const value = new Secret(JSON.stringify({ keyId: kid, key: first.key.reveal() }));
    await expect(system.next(value, 'v2')).rejects.toMatchObject({ code: 'key-mismatched' });
    expect(one.app.keys.map(({ id, status }) => [id, status])).toEqual([
      ...[
        [first.id, 'ACTIVE'],
        [second.id, 'ACTIVE'],
      ],
    ]);
  });

  it('that signs in with a client secret gets none', async () => {
    one.app.authMethod = 'client_secret_basic';
    await expect(one.api.list()).rejects.toMatchObject({ code: 'auth-method-not-supported', retryable: false });
    await expect(one.api.create()).rejects.toMatchObject({ code: 'auth-method-not-supported', retryable: false });
  });

  it('makes a key of RSA with 2,048 bits by itself', async () => {
    const api = new OktaAppKeys({ ...one.options, now: one.clock.now });
    const jwk = JSON.parse((await api.create()).key.reveal()) as JsonWebKey;
    expect(createPrivateKey({ key: jwk, format: 'jwk' }).asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
  });

  it.each([
    ['in two boxes', (keys: readonly object[]) => ({ jwks: { keys } })],
    ['in one', (keys: readonly object[]) => ({ keys })],
    ['in none', (keys: readonly object[]) => keys],
  ])('may list them %s', async (_, boxed) => {
    const key = { id: 'pks1', kid: 'k', kty: 'RSA', status: 'ACTIVE' };
    const find = async (path: string) =>
      path.endsWith('/jwks')
        ? boxed([key])
        : {
            profile: { countersignSecret: SECRET },
            credentials: { oauthClient: { client_id: '0oa', token_endpoint_auth_method: 'private_key_jwt' } },
          };
    const okta = {
      find: async (path: string, shape: { parse: (body: unknown) => unknown }) => shape.parse(await find(path)),
    };
    const api = new OktaAppKeys({ ...one.options, okta: okta as unknown as Okta });
    expect(await api.list()).toEqual([{ id: 'pks1', name: SECRET }]);
  });
});
