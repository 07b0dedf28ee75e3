import { freezeAfter } from '../assess/freeze.ts';
import { witnessOf } from '../evolve/touch.ts';
import type { SubjectCommand } from '../state/answer.ts';
import { accept, type Decision, refuse } from '../state/decision.ts';
import type { LedgerEvent } from '../state/events.ts';
import { isStoppable } from '../state/life.ts';
import { isSelf, type Situation, whyTooWeak, wrongStatus } from '../state/situation.ts';
import { answererOf, takesAnswers } from '../state/subject.ts';

/** Stored in place of the subject's own words: nobody types anything here. */
const REASON = 'the subject says that they did not ask for it';

/**
 * Decides what the subject says of a recovery that was executed. `mine` changes nothing else: whoever took the account over would say so too
 * (ADR 55), and it needs the sign-in of the account. `not-mine` needs none of that (rule 11): what is open is stopped, and it is a suspicion
 * that sticks. It stands: a later `mine` is refused.
 */
export function decideSubject(situation: Situation, { answer }: SubjectCommand): Decision {
  const { recovery, state, actor, context } = situation;
  if (actor.by !== 'person' || actor.nature === 'machine') return refuse('machine-cannot-decide');
  if (!isSelf(actor, answererOf(recovery))) return refuse('not-the-subject');
  if (!takesAnswers(recovery)) return wrongStatus(situation);
  const said = recovery.subjectSaid?.answer;
  if (said === answer) return accept();
  if (said === 'not-mine') return refuse('already-repudiated');
  const answered: LedgerEvent = { type: 'SubjectAnswered', by: actor.person, answer };
  if (answer === 'mine') return whyTooWeak(actor, state.profile.current) ?? accept(answered);
  const adverse = { what: 'suspected', at: context.now, recovery: recovery.id, by: witnessOf(actor) } as const;
  const suspicion: LedgerEvent = isStoppable(recovery)
    ? { type: 'StopRequested', by: actor.person, reason: REASON, cause: 'suspected-impersonation' }
    : { type: 'SuspicionRaised', by: actor.person, reason: REASON };
  return accept(answered, suspicion, ...freezeAfter(state, adverse));
}
