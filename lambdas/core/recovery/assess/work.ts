import type { CheckedStatement } from '../../approvals/statement.ts';
import { holdsPart, type PersonId } from '../../registry/person.ts';
import { workAt } from '../state/by-hand.ts';
import type { RegistryFacts } from '../state/decision.ts';
import { mayStill, type Part } from '../state/situation.ts';
import type { Recovery } from '../state/state.ts';
import type { Work, WorkStage } from '../state/work.ts';

/** The people whose records a look at work by hand needs, each once. */
export const workersIn = ({ work = [] }: Pick<Recovery, 'work'>): readonly PersonId[] => [
  ...new Set(
    work.flatMap(({ operator, confirmation }) => [operator, ...(confirmation === null ? [] : [confirmation.by])]),
  ),
];

/** Work that two people signed for, as evidence. */
export interface WorkDone extends Pick<Work, 'stage' | 'operator' | 'reference'> {
  readonly reportedAt: string;
  readonly confirmer: PersonId;
  readonly confirmedAt: string;
}

/**
 * The work of a stage, where both statements hold: each signed with a passkey of today by a registered person who still holds the part
 * `operator`, is free of another part, and is not the other one. `waiting` before it is confirmed; `unsigned` where the ledger says that it was and one
 * of the statements does not hold.
 */
export function workDone(
  recovery: Recovery,
  stage: WorkStage,
  { people, statements }: Pick<RegistryFacts, 'people' | 'statements'>,
): WorkDone | 'waiting' | 'unsigned' {
  const work = workAt(recovery, stage);
  if (work === undefined || work.confirmation === null) return 'waiting';
  const { operator, earlier, reference, at: reportedAt, confirmation } = work;
  const { by: confirmer, at: confirmedAt } = confirmation;
  const holds = (part: Part, person: PersonId, signedIn: number | undefined): boolean => {
    const record = people.find((one) => one.person === person);
    const isFree = record !== undefined && mayStill(part, record, recovery) && holdsPart(record, 'operator');
    return isFree && statements.some((one) => isSound(one, person, signedIn));
  };
  const isOne = [operator, ...earlier].includes(confirmer);
  const bothHold = holds('operator', operator, work.signedIn) && holds('confirmer', confirmer, confirmation.signedIn);
  return !isOne && bothHold ? { stage, operator, reference, reportedAt, confirmer, confirmedAt } : 'unsigned';
}

const isSound = ({ seq, person, flaw }: CheckedStatement, by: PersonId, signedIn: number | undefined): boolean =>
  signedIn !== undefined && seq === signedIn && person === by && flaw === null;
