import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { PemConverter, X509CertificateGenerator } from '@peculiar/x509';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import {
  clientAssertionOf,
  encodedCertificate,
  proofOf,
} from '../../../../lambdas/adapters/connectors/entra/app-proof.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { canaryOf, certificateAt, publicPart } from '../../../support/certificates.ts';

const NOW = Date.parse('2026-01-05T09:00:00Z');
const URL_OF_TOKENS = new URL('https://login.microsoftonline.com/t/oauth2/v2.0/token');

describe('whoever holds the key of a certificate', () => {
  it('proves what Entra asks for, for ten minutes', async () => {
    const held = await certificateAt(0);
    const proof = await proofOf(held, 'object-id', NOW);
    const begin = NOW / 1000 - 60;
    const audience = '00000002-0000-0000-c000-000000000000';
    expect(decodeJwt(proof)).toEqual({ aud: audience, iss: 'object-id', nbf: begin, exp: begin + 600 });
    const thumbprint = new X509Certificate(held.certificate).fingerprint.replaceAll(':', '');
    const x5t = Buffer.from(thumbprint, 'hex').toString('base64url');
    expect(decodeProtectedHeader(proof)).toEqual({ alg: 'RS256', typ: 'JWT', kid: thumbprint, x5t });
  });

  it('signs its application in by RFC 7523', async () => {
    const held = await certificateAt(0);
    const assertion = await clientAssertionOf(held, { app: 'client-id', url: URL_OF_TOKENS, now: NOW });
    const begin = NOW / 1000 - 60;
    expect(decodeJwt(assertion)).toEqual({
      ...{ aud: URL_OF_TOKENS.href, iss: 'client-id', sub: 'client-id', jti: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      ...{ nbf: begin, iat: begin, exp: begin + 600 },
    });
    const digest = new X509Certificate(held.certificate).fingerprint256.replaceAll(':', '');
    const thumbprint = Buffer.from(digest, 'hex').toString('base64url');
    expect(decodeProtectedHeader(assertion)).toEqual({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint });
  });

  it('shows the certificate alone', async () => {
    const held = await certificateAt(0);
    expect(encodedCertificate(held)).toBe(publicPart(held.certificate));
  });

  it('does not hold it with another key, a broken certificate or none, or a short one, and no error quotes it', async () => {
    const [held, other] = [await certificateAt(0), await certificateAt(5)];
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    for (const wrong of [
      { certificate: held.certificate, privateKey: other.privateKey },
      { certificate: broken, privateKey: other.privateKey },
      { certificate: held.certificate, privateKey: new Secret('canary-no-key') },
      await shortOne(),
    ])
      for (const work of [
        () => encodedCertificate(wrong),
        () => proofOf(wrong, 'object-id', NOW),
        () => clientAssertionOf(wrong, { app: 'client-id', url: URL_OF_TOKENS, now: NOW }),
      ]) {
        const error = await Promise.resolve()
          .then(work)
          .catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({ code: 'certificate-malformed', retryable: false });
        const said = JSON.stringify([String(error), error, (error as Error).cause ?? '']);
        for (const canary of [canaryOf(other), 'canary']) expect(said).not.toContain(canary);
      }
  });
});

/** A certificate of 1024 bits. */
async function shortOne() {
  const algorithm = {
    ...{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 1_024 },
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const [notBefore, notAfter] = [new Date('2026-01-01'), new Date('2026-12-31')];
  const terms = { name: 'CN=short', notBefore, notAfter, signingAlgorithm: algorithm, keys };
  const certificate = (await X509CertificateGenerator.createSelfSigned(terms)).toString('pem');
  const key = PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { certificate, privateKey: new Secret(key) };
}
