import type { ApprovalLeaf } from '../../../lambdas/core/approvals/countersignature.ts';
import type { Requirement } from '../../../lambdas/core/policy/requirement.ts';
import type { ProofLeaf } from '../../../lambdas/core/proofing/proof.ts';
import type { Plan } from '../../../lambdas/core/recovery/plan.ts';
import { duration } from './times.ts';

/** What is planned, as sentences that can be read to somebody over the telephone. */
export function planInWords(plan: Plan): readonly string[] {
  return [
    `${plan.action} of \`${plan.account}\`: ${an(plan.tier)} ${plan.kind} account in ${plan.environment}.`,
    `It acts on \`${plan.target}\` through ${plan.connector}, and ends ${duration(plan.grant)} after it was executed.`,
    `Proof, within ${duration(plan.proofWindow)}: ${demanded(plan.proofs, proofLeaf)}.`,
    `Approval, within ${duration(plan.approvalWindow)}: ${demanded(plan.approvals, approvalLeaf)}.`,
    plan.coolingOff > 0 ? `Then it waits ${duration(plan.coolingOff)}.` : 'Then it is executed at once.',
    plan.reviewWithin === null
      ? 'Nobody has to review it.'
      : `Afterwards somebody reviews it within ${duration(plan.reviewWithin)}.`,
    `People on duty are alerted (${plan.alert}).`,
    `Asked for by ${plan.rules.map(({ rule, owner }) => `rule ${rule} (${owner} answers for it)`).join(', ')}.`,
  ];
}

/** `all of … and …`, `2 of these: …; …`. */
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

const demanded = <Leaf>(requirements: readonly Requirement<Leaf>[], say: (leaf: Leaf) => string): string =>
  requirements.map((requirement) => requirementInWords(requirement, say)).join('; besides, ') || 'none';

function proofLeaf(leaf: ProofLeaf): string {
  if ('method' in leaf) return leaf.method;
  if ('class' in leaf) return `any ${leaf.class}`;
  return leaf.classes === 1 ? 'one proof' : `${leaf.classes} proofs of different classes`;
}

function approvalLeaf(leaf: ApprovalLeaf): string {
  if ('relation' in leaf) return leaf.relation === 'custodian' ? 'a custodian' : `the ${leaf.relation}`;
  if ('groups' in leaf) return `${leaf.groups} approvers of ${leaf.groups} different groups`;
  const count = leaf.count ?? 1;
  return `${count} ${count === 1 ? 'approver' : 'approvers'} of group ${leaf.group}`;
}

const an = (word: string): string => (/^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`);
