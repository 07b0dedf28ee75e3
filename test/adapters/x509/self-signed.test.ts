import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { selfSigned } from '../../../lambdas/adapters/x509/self-signed.ts';

const TERMS = {
  subject: '6f1967b7-0a7e-4e0c-9a43-0d6d6f0f0001',
  from: new Date('2026-01-05T08:55:00Z'),
  until: new Date('2027-01-05T08:55:00Z'),
};

describe('a self-signed certificate', () => {
  it('is of RSA with 2048 bits, fits its key and no other, and counts from its beginning to its end', async () => {
    const [held, other] = [await selfSigned(TERMS), await selfSigned(TERMS)];
    const certificate = new X509Certificate(held.certificate);
    const key = createPrivateKey(held.privateKey.reveal());
    expect([key.asymmetricKeyType, key.asymmetricKeyDetails?.modulusLength]).toEqual(['rsa', 2_048]);
    expect([certificate.checkPrivateKey(key), certificate.verify(certificate.publicKey)]).toEqual([true, true]);
    expect(certificate.checkPrivateKey(createPrivateKey(other.privateKey.reveal()))).toBe(false);
    expect([certificate.validFrom, certificate.validTo].map((at) => Date.parse(at))).toEqual([
      ...[TERMS.from.getTime(), TERMS.until.getTime()],
    ]);
    expect([certificate.subject, certificate.issuer]).toEqual([`CN=${TERMS.subject}`, `CN=${TERMS.subject}`]);
    expect(certificate.ca).toBe(false);
    // RFC 5280 section 4.1.2.2: positive, and of another one another.
    const serials = [certificate, new X509Certificate(other.certificate)].map(({ serialNumber }) => serialNumber);
    expect(new Set(serials).size).toBe(2);
    for (const serial of serials) expect(Number.parseInt(serial.padStart(40, '0').slice(0, 1), 16)).toBeLessThan(8);
  });

  it('is PEM, as is its key, which shows nowhere by accident', async () => {
    const { certificate, privateKey } = await selfSigned(TERMS);
    expect(certificate).toMatch(/^-----BEGIN CERTIFICATE-----\n[\w+/=\n]+\n-----END CERTIFICATE-----$/);
    expect(privateKey.reveal()).toMatch(/^-----BEGIN PRIVATE KEY-----\n[\w+/=\n]+\n-----END PRIVATE KEY-----$/);
    expect(`${privateKey} ${JSON.stringify({ privateKey })}`).not.toContain('PRIVATE KEY');
  });
});
