import { createHash } from 'node:crypto';
import { canonical } from './canonical.ts';

/** SHA-256 of a text in UTF-8, as 64 lower-case hexadecimal digits. The only file of the core that leaves pure TypeScript. */
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Digest over the canonical spelling of a value. */
export const digestOf = (value: unknown): string => sha256(canonical(value));

/**
 * A UUID that follows from its parts (RFC 9562 version 8: SHA-256, ours to define), so that a step that is tried again asks
 * for the same thing. Its 36 characters fit every AWS client token.
 */
export function derivedId(...parts: readonly string[]): string {
  const hex = sha256(canonical(parts));
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
