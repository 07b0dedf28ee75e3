import type { Envelope } from '../../core/recovery/commands.ts';
import type { Decision } from '../../core/recovery/decision.ts';
import { isCountedRefusal } from '../../core/recovery/evolve-proofing.ts';
import { derivedId } from '../../core/values/hash.ts';
import type { Instant } from '../../core/values/instant.ts';

/**
 * A command under the name by which it is recorded. What a page is refused makes one commit a minute for each code, so that whoever has its
 * address cannot fill the recovery's part of the ledger; what counts towards a throttle is recorded, and counted, each time.
 */
export function recordedAs(envelope: Envelope, decision: Decision, now: Instant): Envelope {
  const { actor, command, stream, recovery } = envelope;
  if (decision.accepted || actor.by !== 'visitor') return envelope;
  const { code } = decision.refusal;
  if (isCountedRefusal(code, command)) return envelope;
  const minute = now.slice(0, 'yyyy-mm-ddThh:mm'.length);
  return { ...envelope, id: derivedId('visitor-refusal', stream, recovery ?? '', code, actor.session, minute) };
}
