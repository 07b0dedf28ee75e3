import { createHmac, randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { ISSUED_CODE_DIGITS, SALT_BITS, SAVED_CODE_BITS } from '../../core/proofing/numbers.ts';
import { typedCode } from '../../core/values/text.ts';
import type { HashedCode, ProofCodes } from '../../ports/keyed.ts';
import { type DeploymentKey, Secret } from '../../ports/secret.ts';

/** Two more than the minimum of SP 800-63B-4 section 4.2.1.2: a guess has a chance of 1 in 100 million, and there are three. */
const ISSUED_DIGITS = ISSUED_CODE_DIGITS + 2;

/** Crockford's base 32: without I, L, O and U, which are read as the digits that they look like. 32 divides 256. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Characters of five bits, in groups of four for easy reading: 80 bits; section 4.2.1.1 asks for 64. */
const SAVED_LENGTH = 4 * Math.ceil(SAVED_CODE_BITS / 5 / 4);

/** Four times the minimum of section 3.1.2.2. */
const SALT_BYTES = (4 * SALT_BITS) / 8;

/** Cost of one hash: 16 MiB and a few hundredths of a second. Codes are random enough to need no more (section 3.1.2.2). */
const COST = { N: 2 ** 14, r: 8, p: 1 } as const;
const HASH_BYTES = 32;

/**
 * Codes from OpenSSL's DRBG, hashed with scrypt (RFC 7914), then with HMAC-SHA-256 under a key stored elsewhere (the keyed iteration of SP
 * 800-63B-4 section 3.1.1.2): eight digits could be tried against the ledger's hashes, but not without the key. Codes of the previous key
 * are found while that key is kept, because saved codes last for years. A used code is replaced by one under the current key.
 */
export const scryptProofCodes = (key: DeploymentKey): ProofCodes => ({
  issued: () => new Secret(String(randomInt(10 ** ISSUED_DIGITS)).padStart(ISSUED_DIGITS, '0')),
  saved: () => {
    const signs = Array.from(randomBytes(SAVED_LENGTH), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
    return new Secret(signs.replace(/(.{4})(?!$)/g, '$1-'));
  },
  salt: () => randomBytes(SALT_BYTES).toString('hex'),
  hash: async (code, salt) => {
    const [current] = await key.versions();
    return keyed(current, await slowHash(code, salt)).toString('hex');
  },
  find: async (given, codes) => {
    const versions = await key.versions();
    const hashes = new Map<string, readonly Buffer[]>();
    for (const { salt } of codes) if (!hashes.has(salt)) hashes.set(salt, await hashesOf(given, salt, versions));
    const verdicts = codes.map((code) => matches(hashes.get(code.salt) ?? [], code));
    return codes[verdicts.indexOf(true)];
  },
});

/** The hash of a code under each version of the key; the slow part is computed once. */
async function hashesOf(code: Secret, salt: string, versions: readonly Secret[]): Promise<readonly Buffer[]> {
  const slow = await slowHash(code, salt);
  return versions.map((version) => keyed(version, slow));
}

const keyed = (key: Secret, hash: Buffer): Buffer =>
  createHmac('sha256', key.reveal()).update('countersign code ', 'utf8').update(hash).digest();

const slowHash = (code: Secret, salt: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(asMeant(code.reveal()), salt, HASH_BYTES, COST, (error, hash) => (error ? reject(error) : resolve(hash)));
  });

/** Replaces letters that look like digits by these digits. */
const asMeant = (typed: string): string => typedCode(typed).toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');

/** Compares with every hash, even after a match. */
function matches(hashes: readonly Buffer[], stored: HashedCode): boolean {
  const expected = Buffer.from(stored.hash, 'hex');
  return hashes.map((hash) => hash.length === expected.length && timingSafeEqual(hash, expected)).includes(true);
}
