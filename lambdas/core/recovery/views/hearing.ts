import { verifiersOf } from '../../proofing/proof.ts';
import { canAnswer } from '../../registry/answering.ts';
import { derivedPerson, holdsPart, type Person, type RegisteredPart } from '../../registry/person.ts';
import type { PersonActor } from '../state/commands.ts';
import { conflictingPart, isSelf, type Part } from '../state/situation.ts';
import type { Recovery } from '../state/state.ts';
import { type Asked, OF_GROUP, type OpenTask, shownDigestOf, type Task } from './asked.ts';

const PARTS: Readonly<Record<Task, Part>> = {
  sighting: 'verifier',
  word: 'verifier',
  countersignature: 'approver',
  work: 'operator',
  check: 'confirmer',
  // The owner counts as a requester: the only part that they may have and still be asked.
  answer: 'requester',
  review: 'reviewer',
};

/**
 * Whether this person is told of a task: a human who can sign in, still holds the part, plays no other part in the recovery (rule 1), has
 * not done it yet, and did not cause the message.
 */
export const hears = (person: Person, { task, asked }: Pick<OpenTask, 'task' | 'asked'>, judged: Judged): boolean =>
  holdsAny(person, asked) && isFree(person, task, judged);

interface Judged {
  readonly recovery: Recovery;
  /** Who caused the message. */
  readonly actor: Pick<PersonActor, 'person' | 'aliases'> | null;
}

/** The same, whatever parts the person holds: whoever stands in for somebody who hears of a countersignature needs none. */
export function isFree(person: Person, task: Task, { recovery, actor }: Judged): boolean {
  if (!canAnswer(person)) return false;
  const same = { person: person.person, aliases: person.subjects.map(derivedPerson) };
  if (actor !== null && (isSelf(actor, person.person) || isSelf(same, actor.person))) return false;
  if (conflictingPart(recovery, same, PARTS[task]) !== undefined) return false;
  return !hasDone(task, recovery, same);
}

/** Whether the record has one of these parts; relations are the account's, not the person's. */
function holdsAny(person: Person, asked: readonly Asked[]): boolean {
  return asked.some((one) => {
    if ('relation' in one) return true;
    if ('person' in one) return one.person === person.person || person.subjects.map(derivedPerson).includes(one.person);
    return one.part === 'approver' ? person.parts.some(isApprover) : holdsPart(person, one.part);
  });
}

const isApprover = (part: RegisteredPart): boolean => part.startsWith(OF_GROUP);

function hasDone(task: Task, recovery: Recovery, who: Pick<PersonActor, 'person' | 'aliases'>): boolean {
  switch (task) {
    case 'sighting':
      return verifiersOf(recovery.proofs).some((verifier) => isSelf(who, verifier));
    case 'word':
      return recovery.proofs.some(({ verifier }) => isSelf(who, verifier));
    case 'countersignature': {
      const digest = shownDigestOf(recovery);
      return recovery.countersignatures.some((one) => one.digest === digest && isSelf(who, one.approver));
    }
    case 'answer':
      return recovery.subjectSaid !== null;
    case 'review':
      return isSelf(who, recovery.reviewer);
    default:
      // Of work by hand: whoever reported it has a part that keeps them from confirming.
      return false;
  }
}
