import { type ApprovalLeaf, countedOf } from '../approvals/countersignature.ts';
import { leavesOf } from '../values/requirement.ts';
import { planDigest } from './plan.ts';
import type { Recovery } from './state.ts';

/**
 * Whether an approver group has given all that the plan asks of it. Counts those only whose countersignature can stand for no other group of
 * the plan, so nobody is told too early.
 */
export function hasGivenAll(group: string, recovery: Recovery): boolean {
  const { id, plan, proofs, status, countersignatures } = recovery;
  if (plan === null || status !== 'approving') return false;
  const leaves = plan.approvals.flatMap((requirement) => leavesOf<ApprovalLeaf>(requirement));
  if (leaves.some((leaf) => 'groups' in leaf)) return false;
  const named = leaves.flatMap((leaf) => ('group' in leaf ? [leaf] : []));
  const most = named.filter((leaf) => leaf.group === group).reduce((sum, { count = 1 }) => sum + count, 0);
  const given = countedOf(countersignatures, planDigest(id, plan, proofs)).filter(
    (one) =>
      one.groups.includes(group) &&
      one.relations.length === 0 &&
      named.every((leaf) => leaf.group === group || !one.groups.includes(leaf.group)),
  );
  return most > 0 && given.length >= most;
}
