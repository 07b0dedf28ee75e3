import type { PersonId } from '../registry/person.ts';
import type { PersonActor } from './commands.ts';
import type { Recovery } from './state.ts';

/** The parts that people play in one recovery; nobody plays two (rule 1). */
export type Part = 'requester' | 'agent' | 'verifier' | 'approver' | 'reviewer';

/** Whether this is the same human, also under an identity that they had before they were registered. */
export const isSelf = ({ person, aliases }: Pick<PersonActor, 'person' | 'aliases'>, other: PersonId | null): boolean =>
  other !== null && (person === other || aliases.includes(other));

/**
 * The part that this person already plays in the recovery and that forbids the one they now want; undefined when they are free.
 * The owner of a personal account counts as a requester even when somebody else asked: nobody approves a change to their own account.
 */
export function conflictingPart(
  recovery: Recovery,
  actor: Pick<PersonActor, 'person' | 'aliases'>,
  wanted: Part,
): Part | undefined {
  return partsOf(recovery).find(([part, holder]) => isSelf(actor, holder) && part !== wanted)?.[0];
}

function partsOf(recovery: Recovery): readonly (readonly [Part, PersonId])[] {
  const one = (part: Part, person: PersonId | null) => (person === null ? [] : ([[part, person]] as const));
  return [
    ...one('requester', recovery.requester),
    ...one('requester', recovery.subject),
    ...one('agent', recovery.agent),
    ...recovery.proofs.flatMap(({ verifier }) => one('verifier', verifier)),
    ...recovery.countersignatures.map((countersignature) => ['approver', countersignature.approver] as const),
    ...one('reviewer', recovery.reviewer),
  ];
}
