import { createHash, randomUUID, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { GraphError, parsed, type Route } from './answers.ts';
import { APP, type AppCertificate, ownedApp, type TenantApp } from './app.ts';
import { claimsSignedBy, type KnownCertificate } from './assertions.ts';

/** The applications of a tenant, as far as calls about their certificates need them. */
export interface CertifiedApps {
  readonly all: readonly TenantApp[];
  /** Milliseconds since 1970. */
  readonly now: number;
  knownCertificates(app: TenantApp): readonly KnownCertificate[];
  addCertificate(app: TenantApp, certificate: X509Certificate, displayName: string | null): AppCertificate;
}

const AUDIENCE = '00000002-0000-0000-c000-000000000000';
const MOST_NAME = 90;
const YEAR_MS = 365 * 86_400_000;
/** Seconds between the beginning and the end of a proof. */
const LONGEST_PROOF = 600;
const NEEDS = 'Application.ReadWrite.OwnedBy';

const addBody = z.strictObject({
  keyCredential: z.strictObject({
    type: z.literal('AsymmetricX509Cert'),
    usage: z.literal('Verify'),
    key: z.base64(),
    displayName: z.string().optional(),
  }),
  passwordCredential: z.null(),
  proof: z.string(),
});
const removeBody = z.strictObject({ keyId: z.guid(), proof: z.string() });

/** https://learn.microsoft.com/graph/api/application-addkey and `application-removekey`. */
export function keyRoutes(apps: CertifiedApps): readonly Route[] {
  return [
    {
      ...{ method: 'POST', pattern: new RegExp(`${APP}\\/addKey$`), needs: NEEDS },
      run: ({ part, body }) => {
        const { keyCredential: asked, proof } = parsed(addBody, body);
        const app = ownedApp(apps.all, part('app'));
        assertProof(apps, app, proof);
        const added = apps.addCertificate(app, certificateIn(asked.key), asked.displayName ?? null);
        return { status: 200, body: shownKey(added) };
      },
    },
    {
      ...{ method: 'POST', pattern: new RegExp(`${APP}\\/removeKey$`), needs: NEEDS },
      run: ({ part, body }) => {
        const { keyId, proof } = parsed(removeBody, body);
        const app = ownedApp(apps.all, part('app'));
        assertProof(apps, app, proof);
        if (!app.certificates.some((one) => one.keyId === keyId))
          throw new GraphError(400, 'Request_BadRequest', 'No key credential found with keyId.');
        app.certificates = app.certificates.filter((one) => one.keyId !== keyId);
        return { status: 204 };
      },
    },
  ];
}

/** https://learn.microsoft.com/graph/application-rollkey-prooftoken: signed by a key that the application has, and about this application. */
function assertProof(apps: CertifiedApps, app: TenantApp, proof: string): void {
  const claims = claimsSignedBy(proof, apps.knownCertificates(app), apps.now);
  const isSound =
    claims !== undefined &&
    claims.aud === AUDIENCE &&
    claims.iss === app.id &&
    claims.exp - claims.nbf <= LONGEST_PROOF;
  if (!isSound) throw new GraphError(401, 'Authentication_MissingOrMalformed', 'Access Token missing or malformed.');
}

/** A certificate alone: whoever sends its private key with it is refused. */
function certificateIn(key: string): X509Certificate {
  const der = Buffer.from(key, 'base64');
  try {
    const certificate = new X509Certificate(der);
    if (certificate.raw.equals(der) && certificate.publicKey.asymmetricKeyType === 'rsa') return certificate;
  } catch {
    // Falls to the one refusal below.
  }
  throw new GraphError(400, 'Request_BadRequest', 'Key credential is invalid.');
}

export function addedCertificate(
  { certificates }: TenantApp,
  certificate: X509Certificate,
  displayName: string | null,
  { madeAt, isUploaded }: Pick<AppCertificate, 'madeAt' | 'isUploaded'>,
): AppCertificate {
  if (certificates.some((one) => one.certificate.raw.equals(certificate.raw)))
    throw new GraphError(400, 'Request_BadRequest', 'The key credential is already there.');
  return {
    ...{ keyId: randomUUID(), displayName: displayName?.slice(0, MOST_NAME) ?? null, certificate, madeAt, isUploaded },
  };
}

/** Entra counts a certificate for a year at most, whatever it says. */
export function lifeOf({ certificate, madeAt }: AppCertificate, lagMs: number): KnownCertificate {
  const begins = Date.parse(certificate.validFrom);
  const until = Math.min(Date.parse(certificate.validTo), begins + YEAR_MS);
  return { certificate, from: Math.max(begins, madeAt + lagMs), until };
}

/** https://learn.microsoft.com/graph/api/resources/keycredential; `key` where the list of one application is selected. */
export function shownKey(one: AppCertificate): Readonly<Record<string, unknown>> {
  const { keyId, displayName, certificate, isUploaded } = one;
  const thumbprint = createHash('sha1').update(certificate.raw);
  const { until } = lifeOf(one, 0);
  return {
    customKeyIdentifier: isUploaded ? thumbprint.digest('hex').toUpperCase() : thumbprint.digest('base64'),
    ...{ displayName, endDateTime: new Date(until).toISOString(), key: certificate.raw.toString('base64'), keyId },
    ...{ startDateTime: new Date(certificate.validFrom).toISOString(), type: 'AsymmetricX509Cert', usage: 'Verify' },
  };
}
