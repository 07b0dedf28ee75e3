import { beforeEach, describe, expect, it } from '@jest/globals';
import { OktaAppSecrets } from '../../../../lambdas/adapters/connectors/okta/app-secrets.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import type { Issuer } from '../../../support/issuers/issuer.ts';
import { keyedApp } from '../../../support/issuers/okta.ts';
import { issuerOf } from '../../../support/issuers.ts';

const SECRET = 'prod/crm/client';

describe('the client secrets of an app of Okta', () => {
  let issuer: Issuer;
  beforeEach(async () => {
    issuer = await issuerOf('Okta', SECRET);
  });

  it('are listed, made, let the app in, and removed, again too', async () => {
    const { api, first } = issuer;
    expect(api).toBeInstanceOf(OktaAppSecrets);
    expect(await api.list()).toEqual([{ id: first.id, name: SECRET }]);
    const made = await api.create(`${SECRET}:second`);
    expect([await api.accepts(made), await api.accepts(first)]).toEqual([true, true]);
    await api.revoke(first.id);
    await api.revoke(first.id);
    expect((await api.list()).map(({ id }) => id)).toEqual([made.id]);
    expect(issuer.valid()).toEqual([made.key.reveal()]);
    await expect(api.accepts(first)).rejects.toMatchObject({ code: 'key-not-yet-valid', retryable: true });
  });

  it('are waited for where they are not known everywhere yet', async () => {
    const late = await issuerOf('Okta', SECRET, 9_000);
    expect(await late.api.accepts(await late.api.create(`${SECRET}:second`))).toBe(true);
  });

  it('are left alone where the app does not say that they are the secret’s', async () => {
    issuer.isBound(false);
    await expect(issuer.api.list()).rejects.toMatchObject({ code: 'key-foreign', retryable: false });
  });

  it('are refused for good where the issuer denies it, and later where it is busy', async () => {
    issuer.instead = () =>
      Response.json({ error: { code: 'Authorization_RequestDenied' }, errorCode: 'E0000006' }, { status: 403 });
    const refused = await issuer.api.list().catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: expect.stringMatching(/AdapterError$/) });
    issuer.instead = () => Response.json({}, { status: 503 });
    await expect(issuer.api.list()).rejects.toMatchObject({ code: 'unavailable', retryable: true });
  });

  it('are two at most; one is made inactive before it is deleted', async () => {
    const { api, first, asked, count } = await issuerOf('Okta', SECRET);
    await api.create('second');
    await expect(api.create('third')).rejects.toMatchObject({ code: 'invalid-request' });
    await api.revoke(first.id);
    expect(asked.slice(-2)).toEqual([
      expect.stringMatching(/^POST .*\/lifecycle\/deactivate$/),
      expect.stringMatching(/^DELETE .*\/credentials\/secrets\/ocs/),
    ]);
    expect(count()).toBe(1);
  });

  it('are not made for an app that signs in otherwise', async () => {
    const one = await keyedApp(SECRET);
    const api = new OktaAppSecrets(one.options);
    const refusal = { code: 'auth-method-not-supported', retryable: false };
    await expect(api.list()).rejects.toMatchObject(refusal);
    await expect(api.create()).rejects.toMatchObject(refusal);
    await expect(api.accepts({ id: 'ocs', key: new Secret('canary') })).rejects.toMatchObject(refusal);
    expect(one.app.secrets).toEqual([]);
  });
});
