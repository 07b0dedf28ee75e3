import type { Envelope } from '../../core/recovery/commands.ts';
import type { Decision } from '../../core/recovery/decision.ts';
import { isCountedRefusal } from '../../core/recovery/evolve-proofing.ts';
import { findRecovery, type StreamState } from '../../core/recovery/state.ts';
import { derivedId } from '../../core/values/hash.ts';
import type { Instant } from '../../core/values/instant.ts';

/**
 * A command under the name by which it is recorded. Refusals of pages make one commit for each recovery, code and minute, whoever asked, so that
 * nobody fills a stream with new cookies; what counts towards a throttle is recorded, and counted, each time (rule 17).
 */
export function recordedAs(envelope: Envelope, decision: Decision, now: Instant): Envelope {
  const { actor, command, stream, recovery } = envelope;
  if (decision.accepted || actor.by !== 'visitor') return envelope;
  const { code } = decision.refusal;
  if (isCountedRefusal(code, command)) return envelope;
  const minute = now.slice(0, 'yyyy-mm-ddThh:mm'.length);
  return { ...envelope, id: derivedId('visitor-refusal', stream, recovery ?? '', code, minute) };
}

/** Whether a refusal leaves no commit: pages are refused by a recovery that has ended as often as they ask (rule 17). */
export const isUnrecorded = ({ actor, recovery }: Envelope, decision: Decision, state: StreamState): boolean =>
  !decision.accepted && actor.by === 'visitor' && (recovery === null || findRecovery(state, recovery) === undefined);
