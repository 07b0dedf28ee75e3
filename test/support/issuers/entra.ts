import { randomUUID } from 'node:crypto';
import { EntraAppSecrets } from '../../../lambdas/adapters/connectors/entra/app-secrets.ts';
import { Graph } from '../../../lambdas/adapters/connectors/entra/graph.ts';
import { ENTRA_APP_TAG } from '../../../lambdas/contract/tags.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { Apps } from '../../../local/entra/apps.ts';
import { LocalGraph } from '../../../local/entra/graph.ts';
import { Tenant } from '../../../local/entra/tenant.ts';
import { Clock, type Issuer, noting } from './issuer.ts';

/** Graph, as the application that changes others, over a tenant with these applications. */
export function rotatorOf(tenant: Tenant, apps: Apps, { now }: Clock) {
  const [clientId, clientSecret] = [randomUUID(), 'canary-rotator'];
  const registration = { clientId, clientSecret, permissions: ['Application.ReadWrite.OwnedBy'] };
  const { notes, send } = noting(new LocalGraph(tenant, registration, now, apps).handle);
  const application = async () => ({ tenant: tenant.id, clientId, clientSecret: new Secret(clientSecret) });
  return { notes, send, graph: new Graph({ send, now, application }) };
}

export async function entraIssuer(secret: string, lagMs: number): Promise<Issuer> {
  const clock = new Clock();
  const [tenant, apps] = [new Tenant(clock.now), new Apps(clock.now)];
  const app = apps.add();
  const first = apps.addSecret(app, secret);
  apps.lagMs = lagMs;
  const { notes, send, graph } = rotatorOf(tenant, apps, clock);
  const late = { looks: 10, pause: clock.pause };
  return Object.assign(notes, {
    api: new EntraAppSecrets({ tenant: tenant.id, app: app.appId, secret, graph, send, now: clock.now, late }),
    pause: clock.pause,
    tag: { Key: ENTRA_APP_TAG, Value: app.appId },
    first: { id: first.keyId, key: new Secret(first.value) },
    valid: () => app.secrets.map(({ value }) => value),
    count: () => app.secrets.length,
    isBound: (isBound: boolean) => {
      app.secrets = app.secrets.map((one) => ({ ...one, displayName: isBound ? secret : 'by hand' }));
    },
  });
}
