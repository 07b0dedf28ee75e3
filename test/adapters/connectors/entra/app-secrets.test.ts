import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { EntraAppSecrets } from '../../../../lambdas/adapters/connectors/entra/app-secrets.ts';
import type { Graph } from '../../../../lambdas/adapters/connectors/entra/graph.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import type { Issuer } from '../../../support/issuers/issuer.ts';
import { issuerOf } from '../../../support/issuers.ts';

const SECRET = 'prod/crm/client';

describe('the client secrets of an app of Entra', () => {
  let issuer: Issuer;
  beforeEach(async () => {
    issuer = await issuerOf('Entra', SECRET);
  });

  it('are listed, made, let the app in, and removed, again too', async () => {
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
    const late = await issuerOf('Entra', SECRET, 9_000);
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
});

describe('the client secrets of an application of Entra', () => {
  const broken = {} as Graph;

  it.each(['no-id', "00000000-0000-4000-8000-000000000000')/x", ''])(
    'are asked for by a client id alone, not by `%s`',
    async (app) => {
      const api = new EntraAppSecrets({ tenant: randomUUID(), app, secret: SECRET, graph: broken });
      await expect(api.list()).rejects.toMatchObject({ code: 'not-found', retryable: false });
    },
  );

  it('have an end in Entra itself, a year away', async () => {
    const asked: unknown[] = [];
    const post = async (...sent: readonly unknown[]) => {
      asked.push(sent.slice(0, 2));
      return { keyId: 'id', secretText: 'canary' };
    };
    const app = randomUUID();
    const now = () => Date.parse('2026-01-05T09:00:00Z');
    const graph = { post } as unknown as Graph;
    await new EntraAppSecrets({ tenant: randomUUID(), app, secret: SECRET, graph, now }).create(`${SECRET}:second`);
    const passwordCredential = { displayName: `${SECRET}:second`, endDateTime: '2027-01-05T09:00:00.000Z' };
    expect(asked).toEqual([[`/applications(appId='${app}')/addPassword`, { passwordCredential }]]);
  });

  it('say nothing of whether one works while the application may not sign in', async () => {
    const issuer = await issuerOf('Entra', SECRET);
    issuer.instead = (call) =>
      call.endsWith('/token') ? Response.json({ error: 'unauthorized_client' }, { status: 400 }) : undefined;
    await expect(issuer.api.accepts({ id: 'x', key: new Secret('canary') })).rejects.toMatchObject({
      ...{ code: 'access-denied', retryable: false },
    });
  });
});
