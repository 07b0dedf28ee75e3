import { createHmac } from 'node:crypto';
import { no, type Result, yes } from '../../core/values/result.ts';
import type { Secret } from '../../ports/secret.ts';
import type { SignatureFailure, SignatureScheme, SignedDelivery, WebhookDelivery } from '../../ports/signatures.ts';
import { base64, headerOf, matchesAny, untimely } from './checks.ts';

/** One entry of the list: version, comma, code. */
const isEntry = (entry: string): boolean => /^v\w{1,8},[A-Za-z0-9+/=_-]{1,512}$/.test(entry);

/** Every entry of a genuine list has one comma; joined headers have more. */
const hasOneCommaEach = (list: string): boolean => list.split(' ').every((entry) => entry.split(',').length <= 2);

/**
 * Standard Webhooks (github.com/standard-webhooks, symmetric `v1`): HMAC-SHA256 over `id.timestamp.body`. Entries of other versions in the
 * list are ignored; one `v1` entry must match.
 */
export const standardWebhooks: SignatureScheme = {
  name: 'standard-webhooks',
  verify(delivery, keys, now) {
    const id = headerOf(delivery, 'webhook-id');
    const timestamp = headerOf(delivery, 'webhook-timestamp');
    const list = headerOf(delivery, 'webhook-signature', hasOneCommaEach);
    if ([id, timestamp, list].some(({ found }) => found === 'several')) return no('duplicate-header');
    if (list.found !== 'one') return no('signature-missing');
    if (id.found !== 'one' || timestamp.found !== 'one') return no('header-missing');
    const entries = list.value.split(' ');
    const wellFormed =
      entries.every(isEntry) && /^[\x21-\x7e]{1,256}$/.test(id.value) && /^\d{1,11}$/.test(timestamp.value);
    if (!wellFormed) return no('scheme-malformed');
    return judge(
      { id: id.value, seconds: timestamp.value, body: delivery.body },
      { codes: entries.flatMap(codeOf), keys },
      now,
    );
  },
};

interface Signed {
  readonly id: string;
  /** Unix time, as written. */
  readonly seconds: string;
  readonly body: WebhookDelivery['body'];
}

function judge(
  signed: Signed,
  { codes, keys }: { readonly codes: readonly Buffer[]; readonly keys: readonly Secret[] },
  now: string,
): Result<SignedDelivery, SignatureFailure> {
  const usable = keys.flatMap(keyOf);
  if (usable.length === 0) return no('keys-unusable');
  const expected = usable.map((key) => standardWebhooksMac(key, signed));
  if (!matchesAny(expected, codes)) return no('signature-invalid');
  const signedAt = new Date(Number(signed.seconds) * 1000).toISOString();
  const failure = untimely(signedAt, now);
  return failure === undefined ? yes({ deliveryId: signed.id, signedAt }) : no(failure);
}

/** The signature that the key's holder makes. */
export const standardWebhooksMac = (key: Uint8Array, { id, seconds, body }: Signed): Buffer =>
  createHmac('sha256', key).update(`${id}.${seconds}.`, 'utf8').update(body).digest();

function codeOf(entry: string): readonly Buffer[] {
  const code = entry.startsWith('v1,') ? base64(entry.slice(3)) : undefined;
  return code === undefined ? [] : [code];
}

/** The key: `whsec_` and 24 to 64 bytes in base64, as the specification demands; no key for any other text. */
function keyOf(secret: Secret): readonly Buffer[] {
  const key = base64(secret.reveal().replace(/^whsec_/, ''));
  return key === undefined || key.length < 24 || key.length > 64 ? [] : [key];
}
