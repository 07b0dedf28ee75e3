import type { SchemeName } from '../core/intake/sources.ts';
import type { Instant } from '../core/values/instant.ts';
import type { Result } from '../core/values/result.ts';
import type { Secret } from './secret.ts';

/** A delivery as received, untrusted. */
export interface WebhookDelivery {
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The raw bytes, before any parsing. */
  readonly body: Uint8Array;
}

/** Reasons for rejecting a delivery. The codes are part of the API: they are added, never changed. */
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
/** A code of `SIGNATURE_FAILURES`. */
export type SignatureFailure = keyof typeof SIGNATURE_FAILURES;

/** The facts that a valid signature gives about its delivery. */
export interface SignedDelivery {
  /** The vendor's id of the delivery; null when it sends none. Only `standard-webhooks` covers it by the signature. */
  readonly deliveryId: string | null;
  /** The time of signing; null when the scheme signs no time: then the body must prove freshness. */
  readonly signedAt: Instant | null;
}

/**
 * Why a sender does not show a secret of theirs in the header `Authorization`, for vendors that sign nothing; undefined where it does. It proves
 * who sends, and nothing of the body. Pure, total, compares in constant time. During rotation, several secrets are valid.
 */
export type ShownSecret = (
  delivery: Pick<WebhookDelivery, 'headers'>,
  keys: readonly Secret[],
) => SignatureFailure | undefined;

/**
 * One signature scheme. A verified delivery was signed by the ticket system, over exactly these bytes, within the tolerance of `now`; the
 * signature does not prove who asked for what. Pure, total, compares in constant time. During rotation, several keys are valid.
 */
export interface SignatureScheme {
  readonly name: SchemeName;
  verify(delivery: WebhookDelivery, keys: readonly Secret[], now: Instant): Result<SignedDelivery, SignatureFailure>;
}
