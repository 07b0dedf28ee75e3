import type { ApprovalLeaf } from '../../../lambdas/core/approvals/countersignature.ts';
import type { Requirement } from '../../../lambdas/core/policy/requirement.ts';
import { METHOD_NAMES, METHODS, type ProofClass } from '../../../lambdas/core/proofing/methods.ts';
import type { ProofLeaf } from '../../../lambdas/core/proofing/proof.ts';
import type { Plan } from '../../../lambdas/core/recovery/plan.ts';
import { duration } from './times.ts';

/** What is planned, as sentences that can be read to somebody over the telephone. */
export function planInWords(plan: Plan): readonly string[] {
  return [
    `${plan.action} of \`${plan.account}\` (${plan.tier}, ${plan.kind}, ${plan.environment}).`,
    `It acts on \`${plan.target}\` through ${plan.connector}, and ends ${duration(plan.grant)} after it was executed.`,
    ...demanded(`Proof, within ${duration(plan.proofWindow)}`, plan.proofs, proofLeaf),
    ...demanded(`Approval, within ${duration(plan.approvalWindow)}`, plan.approvals, approvalLeaf),
    plan.coolingOff > 0 ? `Then it waits ${duration(plan.coolingOff)}.` : 'Then it is executed at once.',
    plan.reviewWithin === null
      ? 'Nobody has to review it.'
      : `Afterwards somebody reviews it within ${duration(plan.reviewWithin)}.`,
    `People on duty are alerted (${plan.alert}).`,
    ...answeredFor(plan.rules),
  ];
}

/** Who answers for what is asked: one sentence for each owner of rules. */
function answeredFor(rules: Plan['rules']): readonly string[] {
  const owners = [...new Set(rules.map(({ owner }) => owner))];
  return owners.map((owner) => {
    const theirs = rules.filter((rule) => rule.owner === owner).map(({ rule }) => rule);
    return `The ${owner} answers for ${theirs.length === 1 ? 'rule' : 'rules'} ${theirs.join(', ')}.`;
  });
}

/** `… and …`, `2 of these: …; …`. */
export function requirementInWords<Leaf>(requirement: Requirement<Leaf>, say: (leaf: Leaf) => string): string {
  if ('leaf' in requirement) return say(requirement.leaf);
  const parts = 'all' in requirement ? requirement.all : requirement.any;
  const words = parts.map((part) => {
    const text = requirementInWords(part, say);
    return 'leaf' in part || parts.length === 1 ? text : `(${text})`;
  });
  if ('all' in requirement) return words.join(' and ');
  return requirement.of === 1 ? words.join(' or ') : `${requirement.of} of these: ${words.join('; ')}`;
}

/** One sentence, or a list where several requirements hold beside each other. */
function demanded<Leaf>(
  what: string,
  requirements: readonly Requirement<Leaf>[],
  say: (leaf: Leaf) => string,
): readonly string[] {
  const words = requirements.map((requirement) => requirementInWords(requirement, say));
  if (words.length < 2) return [`${what}: ${words[0] ?? 'none'}.`];
  return [`${what}, all of these, where one may count for several:`, ...words.map((one) => `  - ${one}`)];
}

function proofLeaf(leaf: ProofLeaf): string {
  if ('method' in leaf) return leaf.method;
  if ('class' in leaf) return `${leaf.class} (${methodsOf(leaf.class).join(' or ')})`;
  return leaf.classes === 1 ? 'one proof' : `${leaf.classes} proofs of different classes`;
}

const methodsOf = (proofClass: ProofClass): readonly string[] =>
  METHOD_NAMES.filter((name) => METHODS[name].class === proofClass);

function approvalLeaf(leaf: ApprovalLeaf): string {
  if ('relation' in leaf) return leaf.relation === 'custodian' ? 'a custodian' : `the ${leaf.relation}`;
  if ('groups' in leaf) return `${leaf.groups} approvers of ${leaf.groups} different groups`;
  const count = leaf.count ?? 1;
  return `${count} ${count === 1 ? 'approver' : 'approvers'} of group ${leaf.group}`;
}
