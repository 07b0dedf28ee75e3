import { timingSafeEqual } from 'node:crypto';
import { LIMITS } from '../../contract/limits.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { Secret } from '../../ports/secret.ts';
import type { SignatureFailure, WebhookDelivery } from '../../ports/signatures.ts';

/**
 * Whether one of the expected codes is among those given. Every pair is compared, each in constant time, so the time reveals neither which
 * key nor how many bytes were right.
 */
export function matchesAny(expected: readonly Uint8Array[], given: readonly Uint8Array[]): boolean {
  const verdicts = expected.flatMap((one) => given.map((other) => isEqual(one, other)));
  return verdicts.includes(true);
}

const isEqual = (expected: Uint8Array, given: Uint8Array): boolean =>
  expected.length === given.length && timingSafeEqual(expected, given);

/** The failure for a signing time that is too far from now, in either direction. */
export function untimely(signedAt: Instant, now: Instant): SignatureFailure | undefined {
  const age = (Date.parse(now) - Date.parse(signedAt)) / 1000;
  if (age > LIMITS.webhookToleranceSeconds) return 'timestamp-stale';
  return age < -LIMITS.webhookToleranceSeconds ? 'timestamp-future' : undefined;
}

/** The bytes of a standard base64 text, or undefined. `Buffer.from` alone skips invalid characters. */
export function base64(text: string): Buffer | undefined {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text) && text !== ''
    ? Buffer.from(text, 'base64')
    : undefined;
}

/** The result of reading a header that may occur once. */
export type HeaderReading =
  | { readonly found: 'one'; readonly value: string }
  | { readonly found: 'none' }
  | { readonly found: 'several' };

/**
 * Reads a header that may occur once, in any case. API Gateway joins repeated headers with commas, so a comma in a value means several
 * headers, unless `commas` says how many one value has.
 */
export function headerOf(
  { headers }: WebhookDelivery,
  name: string,
  commas: (value: string) => boolean = none,
): HeaderReading {
  const values = Object.entries(headers).flatMap(([key, value]) =>
    key.toLowerCase() === name && value !== undefined ? [value] : [],
  );
  const [value, ...others] = values;
  if (value === undefined || value.trim() === '') return { found: 'none' };
  if (others.length > 0 || !commas(value)) return { found: 'several' };
  return { found: 'one', value };
}

const none = (value: string): boolean => !value.includes(',');

/** A shorter key could be found by trying (RFC 2104 section 3 discourages keys far below the length of the hash). */
const SHORTEST = 16;

/** The test key in Zendesk's documentation, which signs its test deliveries: anybody can read it, so it never counts as configured. */
const PUBLISHED: readonly string[] = ['dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=='];

/** The key for a vendor that uses the bytes of its text without decoding; empty when the text is no secret key. */
export function literalKey(secret: Secret): readonly Buffer[] {
  const key = Buffer.from(secret.reveal(), 'utf8');
  return key.length < SHORTEST || PUBLISHED.includes(secret.reveal().trim()) ? [] : [key];
}
