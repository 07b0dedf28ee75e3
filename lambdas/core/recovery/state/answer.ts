import type { PersonId } from '../../registry/person.ts';
import type { Instant } from '../../values/instant.ts';

/** What the person whose account it is says of a recovery that was executed: they asked for it, or they did not. */
export type SubjectAnswer = 'mine' | 'not-mine';

export type SubjectCommand = { readonly type: 'AnswerAsSubject'; readonly answer: SubjectAnswer };

export type SubjectEvent = { readonly type: 'SubjectAnswered'; readonly by: PersonId; readonly answer: SubjectAnswer };

/** The newest answer. */
export interface SubjectSaid {
  readonly answer: SubjectAnswer;
  readonly at: Instant;
}
