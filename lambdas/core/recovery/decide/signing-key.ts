import type { PersonId } from '../../registry/person.ts';
import { KEY_LEAD_SECONDS, KEYS_STREAM, type SigningKey } from '../../registry/signing-key.ts';
import { digestOf } from '../../values/hash.ts';
import { plusSeconds } from '../../values/instant.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../state/decision.ts';
import type { Refused } from '../state/situation.ts';
import type { StreamState } from '../state/state.ts';

/** One administrator proposes a further key of a family (rules 6 and 17). */
export function proposeSigningKey(
  state: StreamState,
  signingKey: SigningKey,
  { stream, by, context }: { readonly stream: string; readonly by: PersonId; readonly context: DecisionContext },
): Decision {
  if (stream !== KEYS_STREAM) return refuse('proposal-mismatch');
  const flaw = flawOfSigningKey(state, signingKey, context);
  return flaw ?? accept({ type: 'SigningKeyProposed', signingKey, by, digest: digestOf(signingKey) });
}

/**
 * A key can be adopted only if the deployment holds it for the same family, and it does not count yet. It begins after every instance has heard
 * of it, so that no honest commit is signed by an ended key; only a compromised key is cut off at once or earlier. Times of a family increase.
 */
export function flawOfSigningKey(
  { signingKeys }: StreamState,
  { family, key, spki, from, compromised }: SigningKey,
  { registry, now }: DecisionContext,
): Refused | undefined {
  const held = registry.held.find((one) => one.family === family && one.key === key && one.spki === spki);
  if (held === undefined) return refuse('key-not-held', { family, key });
  if (held.isFirst || signingKeys.some((one) => one.key === key)) return refuse('key-in-use', { family, key });
  const last = signingKeys.findLast((one) => one.family === family)?.from;
  if (last !== undefined && from <= last) return refuse('key-too-early', { from, after: last });
  const earliest = plusSeconds(now, KEY_LEAD_SECONDS);
  return compromised || from >= earliest ? undefined : refuse('key-too-early', { from, after: earliest });
}
