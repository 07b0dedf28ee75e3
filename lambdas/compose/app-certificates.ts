import { EntraAppCertificates } from '../adapters/connectors/entra/app-certificates.ts';
import { LOOKS } from '../adapters/https/late-key.ts';
import { selfSigned } from '../adapters/x509/self-signed.ts';
import { log } from '../app/log.ts';
import { CertificateSystem } from '../app/workflow/certificate.ts';
import { entraRotator } from './rotators.ts';

// Adds and removes certificates of applications of a tenant. `rotation.ts` loads this file, and the library that makes certificates, with the first
// of their secrets.

/** What was removed and what stays is in the log, for whoever looks afterwards: no id of a certificate is a secret. */
export function entraAppCertificateSystem(app: string, secret: string): CertificateSystem {
  const { tenant, graph } = entraRotator();
  return new CertificateSystem(new EntraAppCertificates({ tenant, app, secret, graph, make: selfSigned }), secret, {
    ...LOOKS,
    onRevoked: (keyId) => log('info', 'a certificate was removed', { keyId }),
    onOthers: (keyIds) => log('info', 'the application has certificates of other names', { keyIds }),
  });
}
