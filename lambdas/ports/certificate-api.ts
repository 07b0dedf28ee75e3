import type { ListedKey } from './key-api.ts';
import type { Secret } from './secret.ts';

/** A certificate and its private key, as a secret holds them. */
export interface HeldCertificate {
  /** PEM, `CERTIFICATE`. Public. */
  readonly certificate: string;
  /** PEM, PKCS#8 (RFC 5958). */
  readonly privateKey: Secret;
}

/** A certificate as its issuer lists it; its name is the name of the secret that holds it. */
export interface ListedCertificate extends ListedKey {
  /** SHA-1 of its DER encoding in lower-case hex: it names the certificate, and proves nothing. */
  readonly thumbprint: string;
}

/**
 * The certificates with which one application signs in. Whoever changes the list proves possession of the key of a certificate that is on it.
 * Throws `AdapterError`; `certificate-malformed` for a held certificate that is none, or that its private key does not fit.
 */
export interface CertificateApi {
  /** All certificates that the application has. */
  list(): Promise<readonly ListedCertificate[]>;
  /** A new key pair and its certificate, which has an end. Changes nothing; nobody else knows the key. */
  make(): Promise<HeldCertificate>;
  /** Adds the public part. Not idempotent: whoever asks looks first whether it is listed. `proof`: is listed. */
  add(added: HeldCertificate, proof: HeldCertificate): Promise<void>;
  /** A certificate that is not there any more is a success. `proof`: is listed, and is another one. */
  remove(id: string, proof: HeldCertificate): Promise<void>;
  /** Whether the application gets in with it. An issuer whose new certificates count late is asked for a while. */
  accepts(held: HeldCertificate): Promise<boolean>;
}
