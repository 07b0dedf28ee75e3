import { createHmac } from 'node:crypto';
import { no, yes } from '../../core/values/result.ts';
import type { SignatureScheme } from '../../ports/signatures.ts';
import { base64, headerOf, literalKey, matchesAny, untimely } from './checks.ts';

const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Zendesk (developer.zendesk.com/documentation/webhooks/verifying): HMAC-SHA256 over the timestamp header, as received, followed by the
 * body without a separator. An older copy of that page had the opposite order, which is not accepted.
 */
export const zendesk: SignatureScheme = {
  name: 'zendesk',
  verify(delivery, keys, now) {
    const signature = headerOf(delivery, 'x-zendesk-webhook-signature');
    const timestamp = headerOf(delivery, 'x-zendesk-webhook-signature-timestamp');
    if (signature.found === 'several' || timestamp.found === 'several') return no('duplicate-header');
    if (signature.found === 'none') return no('signature-missing');
    if (timestamp.found === 'none') return no('header-missing');
    const code = base64(signature.value);
    const time = ISO_8601.test(timestamp.value) ? Date.parse(timestamp.value) : Number.NaN;
    if (code === undefined || Number.isNaN(time)) return no('scheme-malformed');
    const usable = keys.flatMap(literalKey);
    if (usable.length === 0) return no('keys-unusable');
    const expected = usable.map((key) => zendeskMac(key, timestamp.value, delivery.body));
    if (!matchesAny(expected, [code])) return no('signature-invalid');
    const signedAt = new Date(time).toISOString();
    const failure = untimely(signedAt, now);
    return failure === undefined ? yes({ deliveryId: null, signedAt }) : no(failure);
  },
};

/** The signature that the key's holder makes. */
export const zendeskMac = (key: Uint8Array, timestamp: string, body: Uint8Array): Buffer =>
  createHmac('sha256', key).update(timestamp, 'utf8').update(body).digest();
