import { appliedIn } from '../../../lambdas/core/audit/rows.ts';
import { parseStored as parseVerified } from '../../../lambdas/core/audit/verify.ts';
import { decidedIn } from '../../../lambdas/core/recovery/assess/signed.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import { POLICY_STREAM } from '../../../lambdas/core/registry/adoption.ts';
import { BOOTSTRAP_STREAM } from '../../../lambdas/core/registry/bootstrap.ts';
import { isPersonId } from '../../../lambdas/core/registry/person.ts';
import { KEYS_STREAM } from '../../../lambdas/core/registry/signing-key.ts';
import { isForgiving, voidsStream } from '../../../lambdas/core/registry/voiding.ts';
import type { StreamRows } from './source.ts';
import { parseStored } from './stored.ts';

/**
 * The streams without which nobody can check offline what a stream says: the records of everybody who decided something in it, or in whose place
 * that was decided, batches that it names, the policy's for its incidents, its voidings, the signing keys and the bootstrap. Those of a record name
 * its confirmer, and so on.
 */
export function neededBy({ account, rows }: Pick<StreamRows, 'account' | 'rows'>): readonly string[] {
  const events = rows.flatMap((row) => {
    const stored = parseStored(row);
    // What cannot be read names nobody; the verification says so.
    return stored === undefined ? [] : eventsIn(stored);
  });
  const own = isForgiving(account) ? [] : [voidsStream(account)];
  return [...new Set([BOOTSTRAP_STREAM, KEYS_STREAM, ...own, ...events.flatMap(namedIn)])].filter(
    (one) => one !== account,
  );
}

function eventsIn(stored: Parameters<typeof parseVerified>[0]): readonly LedgerEvent[] {
  try {
    const { events } = parseVerified(stored).commit;
    return Array.isArray(events) ? events : [];
  } catch {
    return [];
  }
}

/** The streams that one event names; it is unverified, and may have any shape. */
function namedIn(event: LedgerEvent): readonly string[] {
  try {
    const { person, for: other } = decidedIn(event) ?? {};
    const row = appliedIn([event]);
    const people = [person, other, event.type === 'RegistryBootstrapped' ? event.administrators : []].flat();
    const named = people.map((one) => (typeof one === 'object' ? one.person : one));
    return [
      ...(event.type === 'GlassBroken' ? [POLICY_STREAM] : []),
      ...named.filter((one) => one !== undefined && isPersonId(one)),
      ...(row === undefined ? [] : [row.batch]),
    ].map(String);
  } catch {
    return [];
  }
}
