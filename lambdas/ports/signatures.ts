import type { SchemeName } from '../core/intake/sources.ts';
import type { Instant } from '../core/values/instant.ts';
import type { Result } from '../core/values/result.ts';
import type { Secret } from './secret.ts';

/** A delivery as it came in: nothing in it is believed. */
export interface WebhookDelivery {
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The raw bytes, before anything has parsed them. */
  readonly body: Uint8Array;
}

/** Why a delivery is not believed. Codes are part of the API: they are added, never changed. */
export const SIGNATURE_FAILURES = {
  'signature-missing': 'the delivery carries no signature',
  'signature-invalid': 'no configured key has made this signature over this body',
  'scheme-malformed': 'the signature headers are not written as the scheme of this source demands',
  'header-missing': 'a header that the scheme of this source signs is missing',
  'duplicate-header': 'a signature header is there more than once',
  'timestamp-stale': 'the delivery was signed too long ago',
  'timestamp-future': 'the delivery was signed in the future',
  'keys-unusable': 'no usable signing key is configured for this source',
} as const;
/** One of `SIGNATURE_FAILURES`. */
export type SignatureFailure = keyof typeof SIGNATURE_FAILURES;

/** What a believed signature says of its delivery. */
export interface SignedDelivery {
  /** What the vendor calls the delivery; null where it does not say. Covered by the signature with `standard-webhooks` only. */
  readonly deliveryId: string | null;
  /** When it was signed; null where the scheme signs no time, and freshness must come from inside the body. */
  readonly signedAt: Instant | null;
}

/**
 * One signature scheme. A verified delivery was made by the ticket system, over exactly these bytes, within the tolerance of `now`; it
 * says nothing about who asked for what. Pure, total, and compares in constant time; several keys serve while one is being rotated.
 */
export interface SignatureScheme {
  readonly name: SchemeName;
  verify(delivery: WebhookDelivery, keys: readonly Secret[], now: Instant): Result<SignedDelivery, SignatureFailure>;
}
