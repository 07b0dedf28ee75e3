import { X509Certificate } from 'node:crypto';
import { EntraAppCertificates } from '../../lambdas/adapters/connectors/entra/app-certificates.ts';
import type { Graph } from '../../lambdas/adapters/connectors/entra/graph.ts';
import type { Send } from '../../lambdas/adapters/https/vendor-http.ts';
import { ENTRA_APP_CERTIFICATE_TAG } from '../../lambdas/contract/tags.ts';
import type { CertificateApi, HeldCertificate } from '../../lambdas/ports/certificate-api.ts';
import type { TenantApp } from '../../local/entra/app.ts';
import { Apps } from '../../local/entra/apps.ts';
import { Tenant } from '../../local/entra/tenant.ts';
import { certificateAt } from './certificates.ts';
import { rotatorOf } from './issuers/entra.ts';
import { Clock, type IssuerSide } from './issuers/issuer.ts';

/** An application of a tenant that has one certificate of a secret. */
export interface CertificateIssuer extends IssuerSide {
  readonly api: CertificateApi;
  readonly app: TenantApp;
  readonly apps: Apps;
  readonly first: HeldCertificate & { readonly id: string };
  readonly clock: Clock;
  readonly tenant: string;
  /** Where calls go: as the application that changes others, and as the application itself. */
  readonly send: Send;
  readonly graph: Graph;
  /** A certificate of the secret's name whose key nobody has. */
  readonly orphan: () => Promise<string>;
}

const MILLION = 1_000_000;

export async function entraCertificates(secret: string, lagMs: number): Promise<CertificateIssuer> {
  const clock = new Clock();
  const [tenant, apps] = [new Tenant(clock.now), new Apps(clock.now)];
  const app = apps.add();
  const held = await certificateAt(0);
  // Known for long.
  clock.at -= lagMs + MILLION;
  const { keyId } = apps.addCertificate(app, new X509Certificate(held.certificate), secret, true);
  clock.at += lagMs + MILLION;
  apps.lagMs = lagMs;
  const { notes, send, graph } = rotatorOf(tenant, apps, clock);
  let count = 0;
  const make = () => certificateAt(++count);
  const options = { tenant: tenant.id, app: app.appId, secret, graph, make, send, now: clock.now };
  return Object.assign(notes, {
    ...{ app, apps, clock, tenant: tenant.id, send, graph },
    api: new EntraAppCertificates({ ...options, late: { looks: 10, pause: clock.pause } }),
    pause: clock.pause,
    tag: { Key: ENTRA_APP_CERTIFICATE_TAG, Value: app.appId },
    first: { ...held, id: keyId },
    valid: () => app.certificates.map(({ certificate }) => certificate.raw.toString('base64')),
    count: () => app.certificates.length,
    isBound: (isBound: boolean) => {
      app.certificates = app.certificates.map((one) => ({ ...one, displayName: isBound ? secret : 'by hand' }));
    },
    orphan: async () => apps.addCertificate(app, new X509Certificate((await make()).certificate), secret).keyId,
  });
}
