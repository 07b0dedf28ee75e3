import { describe, expect, it } from '@jest/globals';
import { OktaAppSecrets } from '../../../../lambdas/adapters/connectors/okta/app-secrets.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { keyIssuerContract } from '../../../contracts/key-issuer.ts';
import { keyedApp } from '../../../support/issuers/okta.ts';
import { issuerOf } from '../../../support/issuers.ts';

const SECRET = 'prod/crm/client';

keyIssuerContract('Okta');

describe('the client secrets of an app of Okta', () => {
  it('are two at most; one is made inactive before it is deleted', async () => {
    const { api, first, asked, count } = await issuerOf('Okta', SECRET);
    expect(api).toBeInstanceOf(OktaAppSecrets);
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
