import { createPrivateKey, type KeyObject, randomUUID, X509Certificate } from 'node:crypto';
import { SignJWT } from 'jose';
import type { HeldCertificate } from '../../../ports/certificate-api.ts';
import { refusedByEntra } from './application.ts';

/** Who takes proofs for changes of certificates, whatever cloud it is. */
const PROOF_AUDIENCE = '00000002-0000-0000-c000-000000000000';
/** Seconds for which a proof or an assertion counts: the longest that is taken. */
const LIFE_S = 600;
/** Seconds by which our clock may be ahead. */
const SKEW_S = 60;
const LEAST_BITS = 2_048;

/**
 * Proves possession of the key of a certificate that the application has (https://learn.microsoft.com/graph/application-rollkey-prooftoken):
 * `application` is the object id of the application that is changed. Throws `certificate-malformed`.
 */
export function proofOf(held: HeldCertificate, application: string, now: number): Promise<string> {
  const { key, certificate } = pairOf(held);
  const [from, until] = lifeAt(now);
  const thumbprint = certificate.fingerprint.replaceAll(':', '');
  const x5t = Buffer.from(thumbprint, 'hex').toString('base64url');
  return new SignJWT()
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: thumbprint, x5t })
    .setAudience(PROOF_AUDIENCE)
    .setIssuer(application)
    .setNotBefore(from)
    .setExpirationTime(until)
    .sign(key);
}

/**
 * Says who an application is by its certificate, instead of a client secret: RFC 7523 section 2.2, with the header and the algorithm of
 * https://learn.microsoft.com/entra/identity-platform/certificate-credentials. Throws `certificate-malformed`.
 */
export function clientAssertionOf(
  held: HeldCertificate,
  { app, url, now }: { readonly app: string; readonly url: URL; readonly now: number },
): Promise<string> {
  const { key, certificate } = pairOf(held);
  const [from, until] = lifeAt(now);
  const thumbprint = Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');
  return new SignJWT()
    .setProtectedHeader({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint })
    .setAudience(url.href)
    .setIssuer(app)
    .setSubject(app)
    .setJti(randomUUID())
    .setNotBefore(from)
    .setIssuedAt(from)
    .setExpirationTime(until)
    .sign(key);
}

/** The certificate as Graph takes it: DER in base64. */
export const encodedCertificate = (held: HeldCertificate): string => pairOf(held).certificate.raw.toString('base64');

function lifeAt(now: number): readonly [from: number, until: number] {
  const from = Math.floor(now / 1000) - SKEW_S;
  return [from, from + LIFE_S];
}

/** INVARIANT: no error has a cause: what reads a key quotes it. */
function pairOf({ certificate: pem, privateKey }: HeldCertificate): {
  readonly key: KeyObject;
  readonly certificate: X509Certificate;
} {
  try {
    const [key, certificate] = [createPrivateKey(privateKey.reveal()), new X509Certificate(pem)];
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    if (key.asymmetricKeyType === 'rsa' && bits >= LEAST_BITS && certificate.checkPrivateKey(key))
      return { key, certificate };
  } catch {
    // Falls to the one error below.
  }
  throw refusedByEntra(
    'certificate-malformed',
    `no certificate with its private key of RSA, ${LEAST_BITS} bits or more`,
  );
}
