import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { EntraAppSecrets } from '../../../../lambdas/adapters/connectors/entra/app-secrets.ts';
import type { Graph } from '../../../../lambdas/adapters/connectors/entra/graph.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { keyIssuerContract } from '../../../contracts/key-issuer.ts';
import { issuerOf } from '../../../support/issuers.ts';

const SECRET = 'prod/crm/client';

keyIssuerContract('Entra');

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
