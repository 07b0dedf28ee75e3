import type { ApprovalLeaf } from '../../../lambdas/core/approvals/countersignature.ts';
import { METHODS } from '../../../lambdas/core/proofing/methods.ts';
import type { ProofLeaf } from '../../../lambdas/core/proofing/proof.ts';
import type { Requirement } from '../../../lambdas/core/values/requirement.ts';

type Leaf = ProofLeaf | ApprovalLeaf;
type Asked = Requirement<Leaf>;

/**
 * Whether everything that satisfies one requirement also satisfies the other, with nothing added. Compares part by part: never wrongly
 * true, but false for some pairs where it holds.
 */
export function implies(one: Asked, other: Asked): boolean {
  if ('leaf' in one && 'leaf' in other) return leafImplies(one.leaf, other.leaf);
  if ('all' in one && (one.all.some((part) => implies(part, other)) || areOfAsMany(one.all, other))) return true;
  if ('any' in one && one.of > 0 && one.any.every((part) => implies(part, other))) return true;
  if ('any' in other && other.of <= 1 && other.any.some((part) => implies(one, part))) return true;
  if ('all' in one && 'all' in other) return inPairs(one.all, other.all);
  if (!('any' in one && 'any' in other) || one.any.length !== other.any.length) return false;
  return one.of >= other.of && inPairs(one.any, other.any);
}

/** Whether each of the others is implied by a different part, in any order. */
const inPairs = (some: readonly Asked[], [first, ...rest]: readonly Asked[]): boolean =>
  first === undefined ||
  some.some(
    (part, index) => implies(part, first) && inPairs([...some.slice(0, index), ...some.slice(index + 1)], rest),
  );

function leafImplies(one: Leaf, other: Leaf): boolean {
  // Whoever an escalation lets in as well meets the wider demand only.
  if ('escalateTo' in one && !('escalateTo' in other && one.escalateTo === other.escalateTo))
    return 'group' in one && 'groups' in other && other.groups <= 1;
  if ('groups' in other)
    return ('groups' in one && one.groups >= other.groups) || ('group' in one && other.groups <= 1);
  if ('group' in other) return 'group' in one && one.group === other.group && (one.count ?? 1) >= (other.count ?? 1);
  if ('relation' in other) return 'relation' in one && one.relation === other.relation;
  if ('method' in other)
    return ('method' in one && one.method === other.method) || ('passkey' in one && other.method === 'passkey');
  if ('class' in other) return classOf(one) === other.class;
  if ('passkey' in other) return 'passkey' in one;
  if ('strength' in other) return strengthOf(one) >= other.strength;
  return ('classes' in one && one.classes >= other.classes) || (classOf(one) !== undefined && other.classes <= 1);
}

function classOf(leaf: Leaf): string | undefined {
  if ('class' in leaf) return leaf.class;
  if ('passkey' in leaf) return METHODS.passkey.class;
  return 'method' in leaf ? METHODS[leaf.method].class : undefined;
}

function strengthOf(leaf: Leaf): number {
  if ('strength' in leaf) return leaf.strength;
  if ('passkey' in leaf) return METHODS.passkey.strength;
  return 'method' in leaf ? METHODS[leaf.method].strength : 0;
}

/**
 * Approvers of that many groups, or proofs of that many classes: within one requirement they are different people, and come by different
 * ways.
 */
function areOfAsMany(parts: readonly Asked[], other: Asked): boolean {
  if (!('leaf' in other)) return false;
  const leaves = parts.flatMap((part) => ('leaf' in part ? [part.leaf] : []));
  const named = (nameOf: (leaf: Leaf) => string | undefined): number =>
    new Set(leaves.map(nameOf).filter((name) => name !== undefined)).size;
  if ('groups' in other.leaf) return named((leaf) => ('group' in leaf ? leaf.group : undefined)) >= other.leaf.groups;
  return 'classes' in other.leaf && named(classOf) >= other.leaf.classes;
}
