import { createECDH, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { AwsError } from '../protocol/aws-error.ts';

/** The only emulated kind of signing key. */
export const SIGNING_SPEC = 'ECC_NIST_P256';
export const SIGNING_ALGORITHM = 'ECDSA_SHA_256';

const CURVE = 'prime256v1';
const DIGEST_BYTES = 32;

/** A new private key: PKCS #8, DER in base64. */
export const newSigningKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: CURVE })
    .privateKey.export({ format: 'der', type: 'pkcs8' })
    .toString('base64');

const privateKeyOf = (material: string) =>
  createPrivateKey({ key: Buffer.from(material, 'base64'), format: 'der', type: 'pkcs8' });

/** SubjectPublicKeyInfo of the public half, DER in base64. */
export const publicHalfOf = (material: string): string =>
  createPublicKey(privateKeyOf(material)).export({ format: 'der', type: 'spki' }).toString('base64');

/** The order of the curve (SEC 2, secp256r1). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * ECDSA over a given digest (FIPS 186-5, 6.4.1). `node:crypto` cannot do this: it always hashes its input. Returns ASN.1 DER in base64,
 * different each time. Not for valuable secrets: the time of JavaScript's integers depends on the key.
 */
export function signDigest(material: string, digest: Buffer): string {
  if (digest.length !== DIGEST_BYTES)
    throw new AwsError('ValidationException', `Digest is invalid length for algorithm ${SIGNING_ALGORITHM}.`);
  const secret = SECRETS.get(material) ?? secretOf(material);
  SECRETS.set(material, secret);
  for (;;) {
    const nonce = createECDH(CURVE);
    const point = nonce.generateKeys();
    const r = numberOf(point.subarray(1, 1 + DIGEST_BYTES)) % ORDER;
    const s = (inverse(numberOf(nonce.getPrivateKey())) * (numberOf(digest) + r * secret)) % ORDER;
    if (r !== 0n && s !== 0n) return derOf(r, s).toString('base64');
  }
}

/** Reading a key takes as long as signing with it. */
const SECRETS = new Map<string, bigint>();

const secretOf = (material: string): bigint =>
  numberOf(Buffer.from(String(privateKeyOf(material).export({ format: 'jwk' }).d), 'base64url'));

const numberOf = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`);

/** By Euclid's extended algorithm: the order is prime, so every other number below it has an inverse. */
function inverse(value: bigint): bigint {
  let [remainder, next, factor, following] = [ORDER, value % ORDER, 0n, 1n];
  while (next !== 0n) {
    const quotient = remainder / next;
    [remainder, next] = [next, remainder - quotient * next];
    [factor, following] = [following, factor - quotient * following];
  }
  return factor < 0n ? factor + ORDER : factor;
}

function derOf(...numbers: readonly bigint[]): Buffer {
  const integers = Buffer.concat(numbers.map(integerOf));
  return Buffer.concat([Buffer.from([0x30, integers.length]), integers]);
}

/** A positive INTEGER: as short as possible, with a zero before a first byte that would make it negative. */
function integerOf(value: bigint): Buffer {
  const digits = value.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  const positive = (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.from([0]), bytes]);
  return Buffer.concat([Buffer.from([0x02, positive.length]), positive]);
}
