import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { z } from 'zod';

const header = z.strictObject({ alg: z.enum(['RS256', 'ES256']), kid: z.string(), typ: z.literal('JWT') });
const claims = z.strictObject({
  ...{ iss: z.string(), sub: z.string(), aud: z.string(), jti: z.string().min(1) },
  ...{ iat: z.int(), exp: z.int() },
});

export type ProofClaims = z.output<typeof claims>;

/** Where a proof is used, when, and the public key that a client has under a `kid`. */
export interface ProofUse {
  readonly url: URL;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly keyOf: (client: string, kid: string) => JsonWebKey | undefined;
}

/** What a client says of itself with its private key, for this address and for an hour at most; undefined for what proves nothing. */
export function provenClaims(assertion: string, { url, now, keyOf }: ProofUse): ProofClaims | undefined {
  const [head = '', payload = '', signature = ''] = assertion.split('.');
  const [{ data: first }, { data: second }] = [header.safeParse(jsonIn(head)), claims.safeParse(jsonIn(payload))];
  if (first === undefined || second === undefined || second.iss !== second.sub) return undefined;
  const held = keyOf(second.iss, first.kid);
  if (held === undefined) return undefined;
  const key = createPublicKey({ key: held, format: 'jwk' });
  const signed = Buffer.from(`${head}.${payload}`);
  if (!verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')))
    return undefined;
  const at = Math.floor(now / 1000);
  const isTimely = second.iat <= at && second.exp > at && second.exp - second.iat <= 3_600;
  return isTimely && second.aud === url.href ? second : undefined;
}

function jsonIn(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
