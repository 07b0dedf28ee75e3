import { createHmac, randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { ISSUED_CODE_DIGITS, SALT_BITS, SAVED_CODE_BITS } from '../../core/proofing/numbers.ts';
import { typedCode } from '../../core/values/text.ts';
import type { HashedCode, ProofCodes } from '../../ports/keyed.ts';
import { type DeploymentKey, Secret } from '../../ports/secret.ts';

/** Two more than the least that SP 800-63B-4 section 4.2.1.2 takes: whoever guesses has one chance in ten million, three times. */
const ISSUED_DIGITS = ISSUED_CODE_DIGITS + 2;

/** Crockford's base 32: without I, L, O and U, and read back as what they look like. 256 is a multiple of 32. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Of five bits each, in groups of four that are easy to read: 80 bits, where section 4.2.1.1 asks for 64. */
const SAVED_LENGTH = 4 * Math.ceil(SAVED_CODE_BITS / 5 / 4);

/** Four times what section 3.1.2.2 asks for. */
const SALT_BYTES = (4 * SALT_BITS) / 8;

/** Work of one hash: 16 MiB and a few hundredths of a second. Codes have chance enough not to need more (section 3.1.2.2). */
const COST = { N: 2 ** 14, r: 8, p: 1 } as const;
const HASH_BYTES = 32;

/**
 * Codes from OpenSSL's DRBG, hashed with scrypt (RFC 7914) and then with HMAC-SHA-256 under a key that is kept elsewhere, the keyed
 * iteration of SP 800-63B-4 section 3.1.1.2: eight digits are soon tried against what the ledger shows, and not without the key. Codes that
 * were made with the key before are found too, for as long as that is kept: saved codes are for years. Whichever is used gets its
 * replacement under the key in force.
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

/** The hash of a code under each version of the key; the slow part is done once. */
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

/** The code that somebody means who types letters in place of the digits that they look like. */
const asMeant = (typed: string): string => typedCode(typed).toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');

/** Compares with every hash, whichever matches. */
function matches(hashes: readonly Buffer[], stored: HashedCode): boolean {
  const expected = Buffer.from(stored.hash, 'hex');
  return hashes.map((hash) => hash.length === expected.length && timingSafeEqual(hash, expected)).includes(true);
}
