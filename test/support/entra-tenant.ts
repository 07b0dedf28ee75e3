import { randomUUID, X509Certificate } from 'node:crypto';
import type { Send } from '../../lambdas/adapters/https/vendor-http.ts';
import { selfSigned } from '../../lambdas/adapters/x509/self-signed.ts';
import { Apps } from '../../local/entra/apps.ts';
import { LocalGraph } from '../../local/entra/graph.ts';
import { Tenant } from '../../local/entra/tenant.ts';
import { membersOf } from './certificates.ts';

const HOUR_MS = 3_600_000;

/** A tenant of now, with the application that changes others, and one more application for each certificate that is asked for. */
export async function entraTenant() {
  const [tenant, apps] = [new Tenant(), new Apps()];
  const [clientId, clientSecret] = [randomUUID(), `canary-rotator-${randomUUID()}`];
  const permissions = ['Application.ReadWrite.OwnedBy'];
  const { handle } = new LocalGraph(tenant, { clientId, clientSecret, permissions }, Date.now, apps);
  const now = Date.now();
  const terms = { subject: 'contract', from: new Date(now - HOUR_MS), until: new Date(now + 24 * HOUR_MS) };
  const held = await selfSigned(terms);
  const hosts: Readonly<Record<string, Send>> = {
    'login.microsoftonline.com': handle,
    'graph.microsoft.com': handle,
  };
  return {
    ...{ apps, tenant: tenant.id, clientId, clientSecret, hosts },
    /** The first value of a secret of this name, and the client id of its application. */
    certificate: async (name: string) => {
      const app = apps.add();
      apps.addCertificate(app, new X509Certificate(held.certificate), name, true);
      return { value: JSON.stringify(membersOf(held)), app: app.appId };
    },
  };
}
