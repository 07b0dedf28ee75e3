import type { LedgerEvent } from '../state/events.ts';
import { isDone, isServed, type OpenTask, openTasks, type Transition } from './asked.ts';

/** Events by which people may have done a task. */
const MAY_DO: readonly LedgerEvent['type'][] = [
  ...(['ProofRecorded', 'ProofingCompleted', 'PlanCountersigned', 'ApprovalCompleted'] as const),
  ...(['WorkReported', 'WorkConfirmed', 'SubjectAnswered', 'ReviewRecorded'] as const),
];

/** Whether these events may be what a task waited for. */
export const mayDo = (events: readonly LedgerEvent[]): boolean => events.some(({ type }) => MAY_DO.includes(type));

/**
 * The tasks, or the shares of one group in a task, that people did by this commit: nobody else of those asked has anything left to do.
 * Whoever was told of one in a chat reads so there.
 */
export function doneBy({ before, after }: Transition): readonly OpenTask[] {
  if (before === undefined) return [];
  const [had, has] = [openTasks(before), after === undefined ? [] : openTasks(after)];
  // An answer is asked of one person: nobody else could give it.
  return had
    .filter(({ task }) => task !== 'answer')
    .flatMap((one): readonly OpenTask[] => {
      const still = has.find(({ task }) => task === one.task);
      if (still === undefined) return isDone({ before, after }) ? [one] : [];
      const asked = one.asked.filter((who) => isServed(who, after) && !isServed(who, before));
      return asked.length === 0 ? [] : [{ ...one, asked }];
    });
}
