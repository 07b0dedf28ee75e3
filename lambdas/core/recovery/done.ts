import { type ApprovalLeaf, countedOf } from '../approvals/countersignature.ts';
import { leavesOf } from '../values/requirement.ts';
import { type Asked, isDone, type OpenTask, openTasks, type Transition } from './asked.ts';
import type { LedgerEvent } from './events.ts';
import { planDigest } from './plan.ts';
import type { Recovery } from './state.ts';

/** Events by which people may have done a task. */
const MAY_DO: readonly LedgerEvent['type'][] = [
  ...(['ProofRecorded', 'ProofingCompleted', 'PlanCountersigned', 'ApprovalCompleted'] as const),
  ...(['SubjectAnswered', 'ReviewRecorded'] as const),
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

/**
 * Whether a group has given all that the plan asks of it. Counts those only whose countersignature can stand for no other group of the plan,
 * so nobody is told too early.
 */
export function isServed(asked: Asked, recovery: Recovery | undefined): boolean {
  if (recovery === undefined || recovery.plan === null || recovery.status !== 'approving') return false;
  if (!('part' in asked) || !asked.part.startsWith('approver:')) return false;
  const leaves = recovery.plan.approvals.flatMap((requirement) => leavesOf<ApprovalLeaf>(requirement));
  if (leaves.some((leaf) => 'groups' in leaf)) return false;
  const group = asked.part.slice('approver:'.length);
  const named = leaves.flatMap((leaf) => ('group' in leaf ? [leaf] : []));
  const most = named.filter((leaf) => leaf.group === group).reduce((sum, { count = 1 }) => sum + count, 0);
  const digest = planDigest(recovery.id, recovery.plan, recovery.proofs);
  const given = countedOf(recovery.countersignatures, digest).filter(
    (one) =>
      one.groups.includes(group) &&
      one.relations.length === 0 &&
      named.every((leaf) => leaf.group === group || !one.groups.includes(leaf.group)),
  );
  return most > 0 && given.length >= most;
}
