import { constants, createHash, verify, type X509Certificate } from 'node:crypto';
import { z } from 'zod';

/** A certificate with which an application signs in, from when on it is known everywhere, and until when it counts; milliseconds since 1970. */
export interface KnownCertificate {
  readonly certificate: X509Certificate;
  readonly from: number;
  readonly until: number;
}

const headerShape = z.object({
  alg: z.enum(['RS256', 'PS256']),
  typ: z.literal('JWT'),
  x5t: z.string().optional(),
  'x5t#S256': z.string().optional(),
});
const claimsShape = z.object({
  ...{ aud: z.string(), iss: z.string(), sub: z.string().optional(), jti: z.string().optional() },
  ...{ nbf: z.int(), exp: z.int() },
});
export type AssertedClaims = z.output<typeof claimsShape>;

/**
 * The claims of a JWT (RFC 7519) that the key of one of these certificates has signed, whose header names that certificate, and that counts now;
 * undefined for any other.
 */
export function claimsSignedBy(
  jwt: string,
  known: readonly KnownCertificate[],
  now: number,
): AssertedClaims | undefined {
  const [head = '', body = '', signature = '', ...rest] = jwt.split('.');
  const [header, claims] = [headerShape.safeParse(jsonIn(head)), claimsShape.safeParse(jsonIn(body))];
  if (rest.length > 0 || !header.success || !claims.success) return undefined;
  const { nbf, exp } = claims.data;
  if (nbf * 1000 > now || exp * 1000 <= now) return undefined;
  const isSound = known.some(
    ({ certificate, from, until }) =>
      now >= from &&
      now < until &&
      isNamed(certificate, header.data) &&
      verify(
        'sha256',
        Buffer.from(`${head}.${body}`),
        { key: certificate.publicKey, ...PADDINGS[header.data.alg] },
        Buffer.from(signature, 'base64url'),
      ),
  );
  return isSound ? claims.data : undefined;
}

/** RFC 7518 sections 3.3 and 3.5. */
const PADDINGS = {
  RS256: { padding: constants.RSA_PKCS1_PADDING },
  PS256: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
} as const;

function isNamed(certificate: X509Certificate, header: z.output<typeof headerShape>): boolean {
  const digest = (algorithm: string) => createHash(algorithm).update(certificate.raw).digest('base64url');
  const [x5t, long] = [header.x5t, header['x5t#S256']];
  return (x5t !== undefined || long !== undefined) && [digest('sha1'), undefined].includes(x5t)
    ? [digest('sha256'), undefined].includes(long)
    : false;
}

/** Padding is refused, as Entra refuses it. */
function jsonIn(part: string): unknown {
  if (!/^[\w-]+$/.test(part)) return undefined;
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
