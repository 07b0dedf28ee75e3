import type { Instant } from '../values/instant.ts';
import type { Family } from './families.ts';

/** The writer of a commit: its family, and the family's key that signed. Part of the hashed bytes. */
export interface Writer {
  readonly family: Family;
  /** Name of the key, e.g. its ARN. */
  readonly key: string;
}

/** The public half of a signing key. */
export interface PublicHalf extends Writer {
  /** Earlier commits do not count; null for a first key, which counts from the beginning. */
  readonly from: Instant | null;
  /** SubjectPublicKeyInfo, DER in base64. */
  readonly spki: string;
  /** Whether the private half has signed the hash of this message. Total: false for a malformed signature. */
  verifies(message: string, signature: string): boolean;
}

/** The public half for a key name; undefined for a key that the deployment has not pinned or nobody has adopted. */
export type Keys = (key: string) => PublicHalf | undefined;

/** The flaw of a signature over the hash of a message, checked against the writer that the message names. */
export function signatureFlawOf(
  { writer, at }: { readonly writer: Writer; readonly at: Instant },
  { message, signature }: { readonly message: string; readonly signature: string },
  keys: Keys,
): 'key-unknown' | 'signature-wrong' | undefined {
  const half = keys(writer.key);
  if (half === undefined || half.family !== writer.family) return 'key-unknown';
  if (half.from !== null && at < half.from) return 'key-unknown';
  return half.verifies(message, signature) ? undefined : 'signature-wrong';
}
