import type { ApprovalLeaf } from '../../../lambdas/core/approvals/countersignature.ts';
import { METHOD_NAMES, METHODS, type ProofClass } from '../../../lambdas/core/proofing/methods.ts';
import type { ProofLeaf } from '../../../lambdas/core/proofing/proof.ts';
import type { Requirement } from '../../../lambdas/core/values/requirement.ts';
import { implies } from './implies.ts';

/** The words for one kind of requirement. */
interface Telling<Leaf> {
  say(leaf: Leaf): string;
  /** The number of people or proofs that a leaf needs. */
  count(leaf: Leaf): number;
  /** The plural noun; no person or proof counts twice in one requirement. */
  readonly many: string;
}

/** `2 different people: … and …`, `… or …`, `2 of these, …`. */
function requirementInWords<Leaf>(requirement: Requirement<Leaf>, telling: Telling<Leaf>): string {
  const words = partsInWords(requirement, telling);
  if (!isApart(requirement)) return words;
  const count = 'any' in requirement ? undefined : countOf(requirement, telling);
  return `${count === undefined ? '' : `${count} `}different ${telling.many}: ${words}`;
}

/** Whether several are needed at once, so the text must say that they are different. */
function isApart<Leaf>(requirement: Requirement<Leaf>): boolean {
  if ('leaf' in requirement) return false;
  if ('all' in requirement) return requirement.all.length > 1 || requirement.all.some(isApart);
  return requirement.of > 1 || requirement.any.some(isApart);
}

/** How many satisfy it; undefined when that depends on the choice. */
function countOf<Leaf>(requirement: Requirement<Leaf>, telling: Telling<Leaf>): number | undefined {
  if ('leaf' in requirement) return telling.count(requirement.leaf);
  const parts = 'all' in requirement ? requirement.all : requirement.any;
  const counts = parts.map((part) => countOf(part, telling) ?? Number.NaN);
  const isEven = counts.every((count) => count === counts[0]);
  const sum =
    'all' in requirement
      ? counts.reduce((all, count) => all + count, 0)
      : requirement.of * (isEven ? (counts[0] ?? 0) : Number.NaN);
  return Number.isNaN(sum) ? undefined : sum;
}

function partsInWords<Leaf>(requirement: Requirement<Leaf>, telling: Telling<Leaf>): string {
  if ('leaf' in requirement) return telling.say(requirement.leaf);
  const parts = 'all' in requirement ? requirement.all : requirement.any;
  const words = parts.map((part) => {
    const text = partsInWords(part, telling);
    return 'leaf' in part || parts.length === 1 ? text : `(${text})`;
  });
  if ('all' in requirement) return words.join(' and ');
  return requirement.of === 1 ? words.join(' or ') : `${requirement.of} of these: ${words.join('; ')}`;
}

/** One sentence, or a list for several independent requirements. A requirement that another one implies is left out. */
export function demanded<Leaf extends ProofLeaf | ApprovalLeaf>(
  what: string,
  requirements: readonly Requirement<Leaf>[],
  telling: Telling<Leaf>,
): readonly string[] {
  const words = telltale(requirements).map((requirement) => requirementInWords(requirement, telling));
  if (words.length < 2) return [`${what}: ${words[0] ?? 'none'}.`];
  return [`${what}, all of these, where one may count for several:`, ...words.map((one) => `  - ${one}`)];
}

/** The requirements that no other one implies; the first of those that imply each other. */
const telltale = <Leaf extends ProofLeaf | ApprovalLeaf>(
  requirements: readonly Requirement<Leaf>[],
): readonly Requirement<Leaf>[] =>
  requirements.filter(
    (one, index) =>
      !requirements.some(
        (other, place) => place !== index && implies(other, one) && !(implies(one, other) && index < place),
      ),
  );

/** The same in one line, for a table, with nothing left out. */
export const inOneLine = <Leaf>(requirements: readonly Requirement<Leaf>[], telling: Telling<Leaf>): string =>
  requirements.map((requirement) => requirementInWords(requirement, telling)).join('; and also ') || 'none';

function proofLeaf(leaf: ProofLeaf): string {
  if ('method' in leaf) return leaf.method;
  if ('class' in leaf) return `${leaf.class} (${methodsOf(leaf.class).join(' or ')})`;
  if ('passkey' in leaf) return 'a passkey that cannot leave its device';
  if ('strength' in leaf) return `a proof of strength ${leaf.strength} or more`;
  return leaf.classes === 1 ? 'one proof' : `${leaf.classes} proofs of different classes`;
}

const methodsOf = (proofClass: ProofClass): readonly string[] =>
  METHOD_NAMES.filter((name) => METHODS[name].class === proofClass);

function approvalLeaf(leaf: ApprovalLeaf): string {
  if ('groups' in leaf)
    return leaf.groups === 1
      ? '1 approver of any group'
      : `${leaf.groups} approvers of ${leaf.groups} different groups`;
  const { escalateTo } = leaf;
  return `${namedBy(leaf)}${escalateTo === undefined ? '' : ` (after half of the window also of group ${escalateTo})`}`;
}

function namedBy(leaf: Exclude<ApprovalLeaf, { readonly groups: number }>): string {
  if ('relation' in leaf) return leaf.relation === 'custodian' ? 'a custodian' : `the ${leaf.relation}`;
  const count = leaf.count ?? 1;
  return `${count} ${count === 1 ? 'approver' : 'approvers'} of group ${leaf.group}`;
}

export const PROOFS: Telling<ProofLeaf> = {
  say: proofLeaf,
  count: (leaf) => ('classes' in leaf ? leaf.classes : 1),
  many: 'proofs',
};

export const APPROVALS: Telling<ApprovalLeaf> = {
  say: approvalLeaf,
  count: (leaf) => ('groups' in leaf ? leaf.groups : 'group' in leaf ? (leaf.count ?? 1) : 1),
  many: 'people',
};
