import { timingSafeEqual } from 'node:crypto';
import { LIMITS } from '../../contract/limits.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { SignatureFailure, Verdict } from '../../ports/signatures.ts';

/** The verdict that a delivery is not believed. */
export const failed = (code: SignatureFailure): Extract<Verdict, { verified: false }> => ({ verified: false, code });

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
