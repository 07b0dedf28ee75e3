import { leavesOf, type Requirement } from '../values/requirement.ts';
import type { ApprovalLeaf } from './countersignature.ts';

type Asked = Requirement<ApprovalLeaf>;

/** The groups to which these demands escalate, each once. */
export const escalationsIn = (demands: readonly Asked[]): readonly string[] => [
  ...new Set(demands.flatMap(leavesOf).flatMap((leaf) => escalationOf(leaf) ?? [])),
];

const escalationOf = (leaf: ApprovalLeaf): string | undefined => ('groups' in leaf ? undefined : leaf.escalateTo);

/**
 * The demands without the escalations that would do more than widen who may approve. INVARIANT: a group to which something escalates stands
 * for one demand only and is not asked by itself, so a countersignature of its members counts exactly as one of those in whose place they
 * stand: as many people are needed as before, and no two groups become one.
 */
export function withSoundEscalations(demands: readonly Asked[]): readonly Asked[] {
  const leaves = demands.flatMap(leavesOf);
  if (leaves.every((leaf) => escalationOf(leaf) === undefined)) return demands;
  const unsound = leaves.filter((leaf) => !isSound(leaf, leaves));
  return unsound.length === 0 ? demands : demands.map((demand) => without(unsound, demand));
}

/** Whether a demand, among all that are made together, escalates to nobody, or to a group that stands for nothing else. */
export function isSound(leaf: ApprovalLeaf, leaves: readonly ApprovalLeaf[]): boolean {
  const to = escalationOf(leaf);
  if (to === undefined) return true;
  return leaves.every(
    (other) =>
      !('group' in other && other.group === to) && (escalationOf(other) !== to || namedBy(other) === namedBy(leaf)),
  );
}

const namedBy = (leaf: ApprovalLeaf): string =>
  'groups' in leaf ? '' : 'group' in leaf ? `group ${leaf.group}` : `relation ${leaf.relation}`;

function without(unsound: readonly ApprovalLeaf[], demand: Asked): Asked {
  if ('all' in demand) return { all: demand.all.map((part) => without(unsound, part)) };
  if ('any' in demand) return { any: demand.any.map((part) => without(unsound, part)), of: demand.of };
  if (!unsound.includes(demand.leaf) || 'groups' in demand.leaf) return demand;
  const { escalateTo: _left, ...leaf } = demand.leaf;
  return { leaf };
}
