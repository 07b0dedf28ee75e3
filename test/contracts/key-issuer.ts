import { beforeEach, describe, expect, it } from '@jest/globals';
import { AdapterError } from '../../lambdas/ports/errors.ts';
import type { Issuer } from '../support/issuers/issuer.ts';
import { issuerOf, type KeyIssuerName } from '../support/issuers.ts';

const SECRET = 'prod/crm/client';

/** Every vendor whose applications or accounts have keys of their own keeps to this. */
export function keyIssuerContract(name: KeyIssuerName): void {
  describe(`keys of ${name}`, () => {
    let issuer: Issuer;
    beforeEach(async () => {
      issuer = await issuerOf(name, SECRET);
    });

    it('are listed, made, let a consumer in, and removed, again too', async () => {
      const { api, first } = issuer;
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
      const late = await issuerOf(name, SECRET, 9_000);
      expect(await late.api.accepts(await late.api.create(`${SECRET}:second`))).toBe(true);
    });

    it('are left alone where the issuer does not say that they are the secret’s', async () => {
      issuer.isBound(false);
      await expect(issuer.api.list()).rejects.toMatchObject({ code: 'key-foreign', retryable: false });
      expect(issuer.count()).toBe(1);
    });

    it('are refused for good where the issuer denies it, and later where it is busy', async () => {
      issuer.instead = () =>
        Response.json({ error: { code: 'Authorization_RequestDenied' }, errorCode: 'E0000006' }, { status: 403 });
      const refused = await issuer.api.list().catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(AdapterError);
      expect(refused).toMatchObject({ name: expect.stringMatching(/AdapterError$/) });
      issuer.instead = () => Response.json({}, { status: 503 });
      await expect(issuer.api.list()).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    });
  });
}
