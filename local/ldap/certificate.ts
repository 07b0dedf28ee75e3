import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ran } from './program.ts';

/** Paths of a server's key and certificate, and the certificate as text: nobody else vouches for it. */
export interface Certificate {
  readonly keyFile: string;
  readonly certFile: string;
  readonly ca: string;
}

/** Makes a certificate for one address of this machine, and for the name `localhost`; it is good for two days. */
export async function certificateIn(folder: string, address: string): Promise<Certificate> {
  const [keyFile, certFile] = [join(folder, 'server.key'), join(folder, 'server.pem')];
  await ran('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
    ...['-subj', '/CN=directory.example.test', '-addext', `subjectAltName=IP:${address},DNS:localhost`],
    ...['-keyout', keyFile, '-out', certFile],
  ]);
  return { keyFile, certFile, ca: readFileSync(certFile, 'utf8') };
}
