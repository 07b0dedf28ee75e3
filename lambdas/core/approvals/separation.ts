import type { PersonId } from '../recovery/person.ts';
import type { Recovery } from '../recovery/state.ts';

/** The parts that people play in one recovery; nobody plays two (rule 1). */
export type Part = 'requester' | 'agent' | 'verifier' | 'approver' | 'reviewer';

/**
 * The part that this person already plays in the recovery and that forbids the one they now want; undefined when they are free.
 * The owner of a personal account counts as a requester even when somebody else asked: nobody approves a change to their own account.
 */
export function conflictingPart(recovery: Recovery, person: PersonId, wanted: Part): Part | undefined {
  return partsOf(recovery).find(([part, holder]) => holder === person && part !== wanted)?.[0];
}

function partsOf(recovery: Recovery): readonly (readonly [Part, PersonId])[] {
  const one = (part: Part, person: PersonId | null) => (person === null ? [] : ([[part, person]] as const));
  return [
    ...one('requester', recovery.requester),
    ...one('requester', recovery.subject),
    ...one('agent', recovery.agent),
    ...recovery.proofs.map((proof) => ['verifier', proof.verifier] as const),
    ...recovery.countersignatures.map((countersignature) => ['approver', countersignature.approver] as const),
    ...one('reviewer', recovery.reviewer),
  ];
}
