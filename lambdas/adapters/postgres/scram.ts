import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import type { Secret } from '../../ports/secret.ts';

/** As PostgreSQL's own `scram_iterations`. */
const ITERATIONS = 4_096;
const SALT_BYTES = 16;

/** Letters, digits and punctuation of ASCII, which SASLprep (RFC 4013) leaves as they are. */
const PLAIN = /^[\x21-\x7e]+$/;

/**
 * What PostgreSQL keeps of a password: a SCRAM-SHA-256 verifier (RFC 5803). A server takes it in place of the password, so the password is
 * neither sent nor in any log of statements. Throws a `RangeError` for a password with other characters than printable ASCII.
 */
export function scramVerifier(password: Secret, salt: Buffer = randomBytes(SALT_BYTES)): string {
  const text = password.reveal();
  if (!PLAIN.test(text)) throw new RangeError('the password has characters that SASLprep would change');
  const salted = pbkdf2Sync(text, salt, ITERATIONS, 32, 'sha256');
  const stored = createHash('sha256').update(keyed(salted, 'Client Key')).digest('base64');
  const server = keyed(salted, 'Server Key').toString('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${stored}:${server}`;
}

const keyed = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
