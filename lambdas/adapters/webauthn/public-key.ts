import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { type CBORType, decodePartialCBOR } from '@levischuck/tiny-cbor';

/** COSE labels (RFC 9052 and 9053). */
const KTY = 1;
const ALG = 3;
const CURVE_OR_MODULUS = -1;
const X_OR_EXPONENT = -2;
const Y = -3;

/** COSE algorithms that are asked for, the best known first. */
export const ALGORITHMS = { ES256: -7, EdDSA: -8, RS256: -257 } as const;

/** Keys below this are not taken, whatever the authenticator says (SP 800-131A). */
const LEAST_RSA_BITS = 2048;

/** A COSE key as SubjectPublicKeyInfo in base64url; undefined for one that is none, or of an algorithm that was not asked for. */
export function publicKeyOf(cose: Buffer): string | undefined {
  try {
    const [key] = decodePartialCBOR(new Uint8Array(cose), 0);
    const jwk = key instanceof Map ? jwkOf(key) : undefined;
    if (jwk === undefined) return undefined;
    const made = createPublicKey({ key: jwk, format: 'jwk' });
    if ((made.asymmetricKeyDetails?.modulusLength ?? LEAST_RSA_BITS) < LEAST_RSA_BITS) return undefined;
    return made.export({ format: 'der', type: 'spki' }).toString('base64url');
  } catch {
    return undefined;
  }
}

function jwkOf(key: Map<string | number, CBORType>): JsonWebKey | undefined {
  const is = (kty: number, alg: number): boolean => key.get(KTY) === kty && key.get(ALG) === alg;
  const bytes = (label: number): string => {
    const value = key.get(label);
    return value instanceof Uint8Array ? Buffer.from(value).toString('base64url') : '';
  };
  if (is(2, ALGORITHMS.ES256) && key.get(CURVE_OR_MODULUS) === 1)
    return { kty: 'EC', crv: 'P-256', x: bytes(X_OR_EXPONENT), y: bytes(Y) };
  if (is(1, ALGORITHMS.EdDSA) && key.get(CURVE_OR_MODULUS) === 6)
    return { kty: 'OKP', crv: 'Ed25519', x: bytes(X_OR_EXPONENT) };
  if (is(3, ALGORITHMS.RS256)) return { kty: 'RSA', n: bytes(CURVE_OR_MODULUS), e: bytes(X_OR_EXPONENT) };
  return undefined;
}

/** Whether the holder of the key has signed this. False for a key or a signature that cannot be read. */
export function isSignedBy(publicKey: string, signed: Buffer, signature: Buffer): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64url'), format: 'der', type: 'spki' });
    return verify(digestFor(key), signed, key, signature);
  } catch {
    return false;
  }
}

/** Ed25519 hashes by itself. */
const digestFor = ({ asymmetricKeyType }: KeyObject): 'sha256' | null =>
  asymmetricKeyType === 'ed25519' ? null : 'sha256';
