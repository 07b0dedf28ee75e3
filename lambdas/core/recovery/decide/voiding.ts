import type { PersonId } from '../../registry/person.ts';
import { isForgiving, isInRanges, MOST_VOIDED, type Voiding, voidsStream } from '../../registry/voiding.ts';
import { digestOf, isSame } from '../../values/hash.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../state/decision.ts';
import type { Refused } from '../state/situation.ts';
import type { StreamState } from '../state/state.ts';

/** One administrator proposes to void forged commits of a stream. */
export function proposeVoiding(
  voiding: Voiding,
  { stream, by }: { readonly stream: string; readonly by: PersonId },
  context: DecisionContext,
): Decision {
  const flaw = flawOfVoiding(voiding, stream, context);
  return flaw ?? accept({ type: 'VoidingProposed', voiding, by, digest: digestOf(voiding) });
}

/** The stream goes on without what was voided of it. Nothing is added where it does already. */
export function resumeStream(state: StreamState, by: PersonId, { registry }: DecisionContext): Decision {
  const skipped = registry.passed.filter(({ from }) => !isInRanges(state.skipped, from));
  return skipped.length === 0 ? accept() : accept({ type: 'StreamResumed', by, skipped });
}

/** Voids nothing but forged commits of one stream that follow on each other, each exactly as it lies there: nobody erases an honest one. */
export function flawOfVoiding(voiding: Voiding, stream: string, { registry }: DecisionContext): Refused | undefined {
  const { commits } = voiding;
  const [first] = commits;
  if (stream !== voidsStream(voiding.stream) || isForgiving(voiding.stream)) return refuse('proposal-mismatch');
  if (first === undefined || commits.length > MOST_VOIDED) return refuse('proposal-mismatch');
  if (commits.some(({ seq }, index) => seq !== first.seq + index)) return refuse('proposal-mismatch');
  const honest = commits.find((one) => one.flaw === 'none' || !registry.lying.some((lying) => isSame(lying, one)));
  return honest === undefined ? undefined : refuse('not-forged', { seq: honest.seq });
}
