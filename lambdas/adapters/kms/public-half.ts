import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { PinnedHalf } from '../../core/audit/keys.ts';
import { sha256 } from '../../core/values/hash.ts';
import { AdapterError } from '../../ports/errors.ts';

/** Verifies signatures by a P-256 key. Throws `AdapterError` `key-unreadable` for any other key. */
export function publicHalf<Named extends Pick<PinnedHalf, 'spki'>>(
  published: Named,
): Named & Pick<PinnedHalf, 'verifies'> {
  const key = keyOf(published.spki);
  if (key?.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw new AdapterError('key-unreadable', { retryable: false, message: 'the public half is of no P-256 key' });
  return {
    ...published,
    verifies: (message, signature) => {
      const triple = `${published.spki} ${signature} ${sha256(message)}`;
      if (held.has(triple)) return true;
      const der = Buffer.from(signature, 'base64');
      // Other base64 spellings of the same bytes are refused: no writer makes them. A signature that is no DER gives false, not an error.
      if (der.toString('base64') !== signature || !verify('sha256', Buffer.from(message), key, der)) return false;
      if (held.size >= MOST_HELD) held.clear();
      held.add(triple);
      return true;
    },
  };
}

/** What held: a stream is read many times, and the same bytes hold again under the same key. */
const held = new Set<string>();

/** Most signatures that one instance remembers: a megabyte. */
const MOST_HELD = 2_000;

function keyOf(spki: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}
