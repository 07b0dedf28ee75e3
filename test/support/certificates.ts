import { X509Certificate } from 'node:crypto';
import { selfSigned } from '../../lambdas/adapters/x509/self-signed.ts';
import type { HeldCertificate } from '../../lambdas/ports/certificate-api.ts';
import { Secret } from '../../lambdas/ports/secret.ts';

const made: Promise<HeldCertificate>[] = [];

/** Certificates that are made once, since a key takes a while: the first, the second, and so on, always the same. They count in 2026. */
export function certificateAt(index: number): Promise<HeldCertificate> {
  const [from, until] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-12-31T00:00:00Z')];
  made[index] ??= selfSigned({ subject: `test-${index}`, from, until });
  return made[index];
}

/** Its DER encoding in base64: what an issuer can know of it. */
export const publicPart = (certificate: string): string => new X509Certificate(certificate).raw.toString('base64');

/** A line of its private key from a prime (RFC 8017 appendix A.1.2): the first ones have the public modulus. */
export const canaryOf = ({ privateKey }: HeldCertificate): string => privateKey.reveal().split('\n')[15] ?? '';

/** The members of a secret's value. */
export const membersOf = ({ certificate, privateKey }: HeldCertificate) => ({
  certificate,
  privateKey: privateKey.reveal(),
});

export const heldIn = (value: Readonly<Record<string, string>>): HeldCertificate => ({
  certificate: value['certificate'] ?? '',
  privateKey: new Secret(value['privateKey'] ?? ''),
});
