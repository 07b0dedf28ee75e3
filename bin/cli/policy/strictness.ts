import type { ApprovalLeaf } from '../../../lambdas/core/approvals/countersignature.ts';
import type { Requirement } from '../../../lambdas/core/policy/requirement.ts';
import type { ProofLeaf } from '../../../lambdas/core/proofing/proof.ts';

type Leaf = ProofLeaf | ApprovalLeaf;

/**
 * Whether whatever satisfies one requirement satisfies the other as well, seen part by part: both have one shape, and each leaf asks for at
 * least as much of the same kind. False where they cannot be compared so.
 */
export function isAtLeast(one: Requirement<Leaf>, other: Requirement<Leaf>): boolean {
  if ('leaf' in one && 'leaf' in other) return isLeafAtLeast(one.leaf, other.leaf);
  if ('all' in one && 'all' in other) return areAtLeast(one.all, other.all);
  return 'any' in one && 'any' in other && one.of >= other.of && areAtLeast(one.any, other.any);
}

const areAtLeast = (some: readonly Requirement<Leaf>[], others: readonly Requirement<Leaf>[]): boolean =>
  some.length === others.length &&
  some.every((part, index) => {
    const other = others[index];
    return other !== undefined && isAtLeast(part, other);
  });

function isLeafAtLeast(one: Leaf, other: Leaf): boolean {
  if ('classes' in one && 'classes' in other) return one.classes >= other.classes;
  if ('strength' in one && 'strength' in other) return one.strength >= other.strength;
  if ('groups' in one && 'groups' in other) return one.groups >= other.groups;
  if ('group' in one && 'group' in other) return one.group === other.group && (one.count ?? 1) >= (other.count ?? 1);
  if ('method' in one && 'method' in other) return one.method === other.method;
  if ('class' in one && 'class' in other) return one.class === other.class;
  return 'relation' in one && 'relation' in other && one.relation === other.relation;
}
