import { timingSafeEqual } from 'node:crypto';
import { LIMITS } from '../../contract/limits.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { Secret } from '../../ports/secret.ts';
import type { SignatureFailure, WebhookDelivery } from '../../ports/signatures.ts';

/**
 * Whether one of the expected codes is one of those given. Every pair is compared, each in constant time, so that the time taken says
 * nothing about which key or how many bytes were right.
 */
export function matchesAny(expected: readonly Uint8Array[], given: readonly Uint8Array[]): boolean {
  const verdicts = expected.flatMap((one) => given.map((other) => isEqual(one, other)));
  return verdicts.includes(true);
}

const isEqual = (expected: Uint8Array, given: Uint8Array): boolean =>
  expected.length === given.length && timingSafeEqual(expected, given);

/** The failure of a time that was signed too far from now, in either direction. */
export function untimely(signedAt: Instant, now: Instant): SignatureFailure | undefined {
  const age = (Date.parse(now) - Date.parse(signedAt)) / 1000;
  if (age > LIMITS.webhookToleranceSeconds) return 'timestamp-stale';
  return age < -LIMITS.webhookToleranceSeconds ? 'timestamp-future' : undefined;
}

/** The bytes of a standard base64 text, or undefined: `Buffer.from` skips what it does not understand. */
export function base64(text: string): Buffer | undefined {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text) && text !== ''
    ? Buffer.from(text, 'base64')
    : undefined;
}

/** What a header that may occur once was found to be. */
export type HeaderReading =
  | { readonly found: 'one'; readonly value: string }
  | { readonly found: 'none' }
  | { readonly found: 'several' };

/**
 * A header that may occur once, whatever the case of its name. API Gateway joins repeated headers with commas, so a comma in a value means
 * several, unless `commas` says how many one value has.
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
