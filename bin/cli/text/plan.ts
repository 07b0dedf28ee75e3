import type { ApprovalLeaf } from '../../../lambdas/core/approvals/countersignature.ts';
import type { CombinedDemands } from '../../../lambdas/core/policy/evaluate.ts';
import type { ExceptionUse } from '../../../lambdas/core/policy/policy.ts';
import type { Requirement } from '../../../lambdas/core/policy/requirement.ts';
import { untilInWords } from '../../../lambdas/core/policy/until.ts';
import { METHOD_NAMES, METHODS, type ProofClass } from '../../../lambdas/core/proofing/methods.ts';
import type { ProofLeaf } from '../../../lambdas/core/proofing/proof.ts';
import type { Plan } from '../../../lambdas/core/recovery/plan.ts';
import type { Risk } from '../../../lambdas/core/risk/assess-risk.ts';
import { quoted } from './printable.ts';
import { duration } from './times.ts';

/** What is planned, as sentences that can be read to somebody over the telephone. */
export function planInWords(plan: Plan): readonly string[] {
  return [
    `${plan.action} of \`${plan.account}\` (${plan.tier}, ${plan.kind}, ${plan.environment}).`,
    `It acts on \`${plan.target}\` through ${plan.connector}, and ends ${duration(plan.grant)} after it was executed.`,
    ...demandsInWords(plan),
    riskInWords(plan.risk),
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

/** What speaks for caution, heaviest first, and how much each weighs. */
export function riskInWords({ score, signals }: Risk): string {
  if (signals.length === 0) return 'Nothing speaks for caution (risk 0).';
  return `Risk ${score}: ${signals.map(({ sentence, weight }) => `${sentence} (${weight})`).join('; ')}.`;
}

/** What is demanded, dimension by dimension, and which exceptions made it so. */
export function demandsInWords(demands: CombinedDemands): readonly string[] {
  const { proofs, approvals, proofWindow, approvalWindow, coolingOff, reviewWithin, alert, notify, exceptions } =
    demands;
  return [
    ...demanded(`Proof, within ${duration(proofWindow)}`, proofs, proofLeaf),
    ...demanded(`Approval, within ${duration(approvalWindow)}`, approvals, approvalLeaf),
    coolingOff > 0 ? `Then it waits ${duration(coolingOff)}.` : 'Then it is executed at once.',
    reviewWithin === null
      ? 'Nobody has to review it.'
      : `Afterwards somebody reviews it within ${duration(reviewWithin)}.`,
    `People on duty are alerted (${alert}).`,
    ...(notify.length === 0 ? [] : [`It is told to ${notifiedInWords(notify)} too.`]),
    ...exceptions.map(exceptionInWords),
  ];
}

export const proofsInWords = (proofs: CombinedDemands['proofs']): string => inOneLine(proofs, proofLeaf);
export const approvalsInWords = (approvals: CombinedDemands['approvals']): string => inOneLine(approvals, approvalLeaf);

export const notifiedInWords = (notify: CombinedDemands['notify']): string =>
  notify.map((relation) => (relation === 'custodian' ? 'every custodian' : `the ${relation}`)).join(' and ');

export const exceptionInWords = ({ exception, waived, until, reason, owner }: ExceptionUse): string =>
  `By exception ${exception} without rule ${waived.join(', ')}, until ${untilInWords(until)}: ${quoted(reason)} (${owner} answers for it).`;

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

/** The same in one line, for a table. */
const inOneLine = <Leaf>(requirements: readonly Requirement<Leaf>[], say: (leaf: Leaf) => string): string =>
  requirements.map((requirement) => requirementInWords(requirement, say)).join('; besides, ') || 'none';

function proofLeaf(leaf: ProofLeaf): string {
  if ('method' in leaf) return leaf.method;
  if ('class' in leaf) return `${leaf.class} (${methodsOf(leaf.class).join(' or ')})`;
  if ('strength' in leaf) return `a proof of strength ${leaf.strength} or more`;
  return leaf.classes === 1 ? 'one proof' : `${leaf.classes} proofs of different classes`;
}

const methodsOf = (proofClass: ProofClass): readonly string[] =>
  METHOD_NAMES.filter((name) => METHODS[name].class === proofClass);

function approvalLeaf(leaf: ApprovalLeaf): string {
  if ('relation' in leaf) return leaf.relation === 'custodian' ? 'a custodian' : `the ${leaf.relation}`;
  if ('groups' in leaf)
    return leaf.groups === 1
      ? '1 approver of any group'
      : `${leaf.groups} approvers of ${leaf.groups} different groups`;
  const count = leaf.count ?? 1;
  return `${count} ${count === 1 ? 'approver' : 'approvers'} of group ${leaf.group}`;
}
