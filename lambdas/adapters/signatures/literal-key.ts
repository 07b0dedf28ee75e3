import type { Secret } from '../../ports/secret.ts';

/** A shorter key can be found by trying (RFC 2104 section 3 discourages keys far below the length of the hash). */
const SHORTEST = 16;

/**
 * The test key that Zendesk prints in its documentation and signs its test deliveries with: whoever reads the page can sign with it, so it
 * never counts as configured.
 */
const PUBLISHED: readonly string[] = ['dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=='];

/** A key that a vendor uses as the bytes of its text, without decoding; none when it is no secret. */
export function literalKey(secret: Secret): readonly Buffer[] {
  const key = Buffer.from(secret.reveal(), 'utf8');
  return key.length < SHORTEST || PUBLISHED.includes(secret.reveal().trim()) ? [] : [key];
}
