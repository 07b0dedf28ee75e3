import { beforeEach, describe, expect, it } from '@jest/globals';
import { endCredential, OktaApp, refusedByOkta } from '../../../../lambdas/adapters/connectors/okta/app.ts';
import type { Okta } from '../../../../lambdas/adapters/connectors/okta/okta.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { type KeyedApp, keyedApp } from '../../../support/issuers/okta.ts';

const SECRET = 'prod/crm/client';

describe('an OAuth app of an org', () => {
  let one: KeyedApp;
  let app: OktaApp;
  beforeEach(async () => {
    one = await keyedApp(SECRET);
    app = new OktaApp(one.options);
  });

  it('says how it signs in, and where its credentials are', async () => {
    expect(await app.registration()).toEqual({ clientId: one.app.id, method: 'private_key_jwt' });
    expect([app.path('secrets'), app.path('jwks')]).toEqual([
      `/apps/${one.app.id}/credentials/secrets`,
      `/apps/${one.app.id}/credentials/jwks`,
    ]);
  });

  it.each([[{}], [{ countersignSecret: 'prod/crm' }], [{ countersignSecret: [SECRET] }], [{ secret: SECRET }]])(
    'is nobody’s to change where its profile does not name the secret: %j',
    async (profile) => {
      one.app.profile = profile;
      await expect(app.registration()).rejects.toMatchObject({ code: 'key-foreign', retryable: false });
    },
  );

  it('that is not there is refused for good', async () => {
    one.apps.all.clear();
    await expect(app.registration()).rejects.toMatchObject({ code: 'not-found', retryable: false });
  });

  it('is asked about a token that nobody has, at the org alone', async () => {
    one.app.authMethod = 'client_secret_basic';
    const { value } = one.apps.addSecret(one.app);
    const asked: string[] = [];
    one.notes.hears = (url, { body }) => asked.push(`${url.href} ${String(body)}`);
    expect(await app.isKnown({ basic: new Secret(`${one.app.id}:${value}`) })).toBe(true);
    expect(await app.isKnown({ basic: new Secret(`${one.app.id}:other`) })).toBeUndefined();
    expect(await app.isKnown({ form: { client_id: one.app.id, client_secret: value } })).toBeUndefined();
    expect(asked[0]).toBe('https://acme.okta.com/oauth2/v1/introspect token=none&token_type_hint=access_token');
  });

  it('whose question the org does not answer is no app that gets in', async () => {
    one.notes.instead = () => Response.json({ error: 'access_denied' }, { status: 403 });
    await expect(app.isKnown({})).rejects.toMatchObject({ code: 'access-denied', retryable: false });
    one.notes.instead = () => Response.json({}, { status: 503 });
    await expect(app.isKnown({})).rejects.toMatchObject({ code: 'unavailable', retryable: true });
  });
});

it.each([
  [true, ['POST /x/lifecycle/deactivate', 'DELETE /x']],
  [false, ['DELETE /x']],
])('a credential ends when it is made inactive, and is then deleted (active: %s)', async (isActive, calls) => {
  const made: string[] = [];
  const run = async (method: string, path: string) => void made.push(`${method} ${path}`);
  await endCredential({ run } as unknown as Okta, '/x', isActive);
  expect(made).toEqual(calls);
});

it('what Okta refuses has a code, which is in its words', () => {
  expect(refusedByOkta('not-found', 'the org has no such app')).toMatchObject({
    ...{ code: 'not-found', retryable: false, message: 'not-found: the org has no such app' },
  });
});
