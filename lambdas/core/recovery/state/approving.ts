import { type ApprovalLeaf, countedOf } from '../../approvals/countersignature.ts';
import type { Instant } from '../../values/instant.ts';
import { leavesOf } from '../../values/requirement.ts';
import { halfOf } from './life.ts';
import { planDigest } from './plan.ts';
import type { Recovery } from './state.ts';

/** Whether it was recorded that half of the window for countersignatures is over: the groups to which the plan escalates are asked too. */
export const isEscalated = ({ status, halfAt }: Pick<Recovery, 'status' | 'halfAt'>): boolean =>
  halfAt !== null && (status === 'approving' || status === 'approved');

/** The same for a decision: the record of the workflow alone opens nothing before its time. */
export function mayEscalate(recovery: Recovery, now: Instant): boolean {
  const half = halfOf(recovery);
  return isEscalated(recovery) && (half === null || now >= half);
}

/** The demands of a plan for countersignatures, leaf by leaf. */
export const demandsOf = ({ plan }: Pick<Recovery, 'plan'>): readonly ApprovalLeaf[] =>
  plan === null ? [] : plan.approvals.flatMap((requirement) => leavesOf<ApprovalLeaf>(requirement));

/**
 * Whether an approver group has given all that the plan asks of it, or nothing is missing any more of those in whose place it stands. Counts
 * those only whose countersignature can stand for no other group of the plan, so nobody is told too early.
 */
export function hasGivenAll(group: string, recovery: Recovery): boolean {
  const { id, plan, proofs, status, countersignatures } = recovery;
  if (plan === null || status !== 'approving') return false;
  const leaves = demandsOf(recovery);
  if (leaves.some((leaf) => 'groups' in leaf)) return false;
  const named = leaves.flatMap((leaf) => ('group' in leaf ? [leaf] : []));
  const inPlaceOf = leaves.filter((leaf) => !('groups' in leaf) && leaf.escalateTo === group);
  if (inPlaceOf.length > 0) return inPlaceOf.every((leaf) => 'group' in leaf && hasGivenAll(leaf.group, recovery));
  const most = named.filter((leaf) => leaf.group === group).reduce((sum, { count = 1 }) => sum + count, 0);
  const given = countedOf(countersignatures, planDigest(id, plan, proofs)).filter(
    (one) =>
      one.groups.includes(group) &&
      one.relations.length === 0 &&
      named.every((leaf) => leaf.group === group || !one.groups.includes(leaf.group)),
  );
  return most > 0 && given.length >= most;
}
