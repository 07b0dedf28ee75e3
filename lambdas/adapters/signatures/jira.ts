import { createHmac } from 'node:crypto';
import { no, yes } from '../../core/values/result.ts';
import type { SignatureScheme } from '../../ports/signatures.ts';
import { headerOf, literalKey, matchesAny } from './checks.ts';

/**
 * Jira Cloud and Jira Service Management (developer.atlassian.com/cloud/jira/platform/webhooks, WebSub `method=signature`): HMAC-SHA256
 * over the body. Only this one method is accepted. Neither a time nor the delivery id is signed.
 */
export const jira: SignatureScheme = {
  name: 'jira',
  verify(delivery, keys) {
    const signature = headerOf(delivery, 'x-hub-signature');
    const deliveryId = headerOf(delivery, 'x-atlassian-webhook-identifier');
    if (signature.found === 'several') return no('duplicate-header');
    if (signature.found === 'none') return no('signature-missing');
    const [, code] = /^sha256=([0-9a-f]{64})$/i.exec(signature.value) ?? [];
    if (code === undefined) return no('scheme-malformed');
    const usable = keys.flatMap(literalKey);
    if (usable.length === 0) return no('keys-unusable');
    const expected = usable.map((key) => jiraMac(key, delivery.body));
    if (!matchesAny(expected, [Buffer.from(code, 'hex')])) return no('signature-invalid');
    return yes({ deliveryId: deliveryId.found === 'one' ? deliveryId.value : null, signedAt: null });
  },
};

/** The signature that the key's holder makes. */
export const jiraMac = (key: Uint8Array, body: Uint8Array): Buffer => createHmac('sha256', key).update(body).digest();
