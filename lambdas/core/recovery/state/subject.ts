import type { PersonId } from '../../registry/person.ts';
import type { SubjectAnswer } from './answer.ts';
import type { LedgerEvent } from './events.ts';
import { reviewWithinOf } from './life.ts';
import type { Recovery } from './state.ts';

export const SUBJECT_ANSWERS = ['mine', 'not-mine'] as const satisfies readonly SubjectAnswer[];

/** Whoever is asked: the owner of the account; of an account without one, whoever requested it. */
export const answererOf = ({ subject, requester }: Pick<Recovery, 'subject' | 'requester'>): PersonId =>
  subject ?? requester;

/** Statuses in which something was given: only then there is something to say about it. */
const GIVEN: readonly string[] = ['granted', 'revoking', 'revocation-overdue', 'revoked', 'reviewing'];

/** Whether an answer is taken. Before the execution, whoever did not ask for it stops it. */
export const takesAnswers = ({ status }: Pick<Recovery, 'status'>): boolean => GIVEN.includes(status);

/** Whether the subject is asked now: a reviewer will read what they say, and they have said nothing. */
export const awaitsSubject = (recovery: Recovery): boolean =>
  takesAnswers(recovery) &&
  reviewWithinOf(recovery) !== null &&
  recovery.reviewer === null &&
  recovery.subjectSaid === null;

/** Whether the subject says that they did not ask for it: somebody else may be in their account. */
export const isRepudiation = (event: LedgerEvent): boolean =>
  event.type === 'SubjectAnswered' && event.answer === 'not-mine';
