import { createHash } from 'node:crypto';
import type { ShownSecret } from '../../ports/signatures.ts';
import { headerOf, literalKey, matchesAny } from './checks.ts';

/**
 * The secret of an Okta event hook, as the whole header `Authorization`
 * (https://developer.okta.com/docs/concepts/event-hooks/#ongoing-event-delivery). Digests are compared, so that not even a length shows.
 */
export const shownSecret: ShownSecret = ({ headers }, keys) => {
  const secrets = keys.flatMap(literalKey);
  if (secrets.length === 0) return 'keys-unusable';
  const given = headerOf({ headers, body: new Uint8Array() }, 'authorization', () => true);
  if (given.found === 'none') return 'signature-missing';
  if (given.found === 'several') return 'duplicate-header';
  const shown = digest(Buffer.from(given.value, 'utf8'));
  return matchesAny(secrets.map(digest), [shown]) ? undefined : 'signature-invalid';
};

const digest = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
