import type { Instant } from '../values/instant.ts';
import type { Family } from './families.ts';

/** Who wrote a commit: the family, and the key of it that signed. Part of the hashed bytes. */
export interface Writer {
  readonly family: Family;
  /** Name of the key, e.g. its ARN. */
  readonly key: string;
}

/** The half of a signing key that everybody may have. */
export interface PublicHalf extends Writer {
  /** Commits of before this do not count; null for a first key, which counts from the beginning. */
  readonly from: Instant | null;
  /** SubjectPublicKeyInfo, DER in base64. */
  readonly spki: string;
  /** Whether the private half has signed the hash of this message. Total: false for a signature that is none. */
  verifies(message: string, signature: string): boolean;
}

/** The public half that a key name stands for; undefined for every key that the deployment has not pinned or nobody has adopted. */
export type Keys = (key: string) => PublicHalf | undefined;

/** What is wrong with the signature over the hash of a message, by whoever the message says has written it. */
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
