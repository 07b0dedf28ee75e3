import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { HeldCertificate } from '../../ports/certificate-api.ts';
import { Secret } from '../../ports/secret.ts';

/** Whom a certificate names, and when it counts. */
export interface CertificateTerms {
  /** Its common name: letters, digits, `-` and `.`. */
  readonly subject: string;
  readonly from: Date;
  readonly until: Date;
}

/** RSA alone is accepted by all that certificates of ours are shown to; 2048 bits outlast what ends within a year (NIST SP 800-57 part 1, table 4). */
const ALGORITHM = {
  ...{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  ...{ publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2_048 },
};

/** A new key pair and a certificate that it signs itself: for signatures alone, and of no authority (RFC 5280 section 4.2.1). */
export async function selfSigned({ subject, from, until }: CertificateTerms): Promise<HeldCertificate> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const terms = { name: `CN=${subject}`, notBefore: from, notAfter: until, signingAlgorithm: ALGORITHM, keys };
  const extensions = [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
  ];
  const made = await X509CertificateGenerator.createSelfSigned({ ...terms, extensions });
  const privateKey = PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { certificate: made.toString('pem'), privateKey: new Secret(privateKey) };
}
