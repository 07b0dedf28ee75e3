import { type ApprovalLeaf, EMERGENCY_GROUP } from '../approvals/countersignature.ts';
import { isSound } from '../approvals/escalation.ts';
import { METHODS } from '../proofing/methods.ts';
import type { ProofLeaf } from '../proofing/proof.ts';
import type { Instant } from '../values/instant.ts';
import { leavesOf, type Requirement } from '../values/requirement.ts';
import { checkException } from './check-exception.ts';
import { checkAges, checkDirectory, checkHours, checkMaps, checkReviewed, checkStandards } from './check-settings.ts';
import { checkVocabulary, checkWords } from './check-vocabulary.ts';
import { checkContain } from './contain.ts';
import { checkCoverage, checkReach, whyImpossible } from './coverage.ts';
import { MOST_SETS, setsInForce } from './exceptions.ts';
import { MOST_LEAVES, weightOfApproval } from './givable.ts';
import { isBlank, spelledTime } from './in-words.ts';
import type { Condition, Control, Demands, Policy, PolicyProblem, Rule } from './policy.ts';
import { MOST_QUESTIONS, questionsIn } from './questions.ts';

const DAY = 86_400;
/** Longest time that a policy may name, in seconds: a longer grant is standing access. */
export const LONGEST = 7 * DAY;

/** A cooling-off that outlasts every proof could never lead to an execution. */
const LONGEST_LIVED_PROOF = Math.max(...Object.values(METHODS).map(({ validSeconds }) => validSeconds));

/**
 * The problems of a policy whose members all have the right type: controls without an owner, rules that never apply or are never satisfied,
 * exceptions that have ended or never end, and demands below the product's own rules. Empty for a sound policy. `now` null: exceptions
 * count as ended, without a problem. `shortened`: the policy only shortens the times of a checked one. Pure.
 */
export function checkPolicy(policy: Policy, now: Instant | null, shortened = false): readonly PolicyProblem[] {
  const exceptions = policy.exceptions ?? [];
  const problems = [
    ...repeated(policy.groups, 'groups', (group) => group),
    ...policy.groups.flatMap((group, index) =>
      group === EMERGENCY_GROUP
        ? [at(['groups', index], `\`${group}\` is the emergency roster of every deployment`)]
        : [],
    ),
    ...repeated(policy.controls, 'controls', ({ id }) => id),
    ...repeated(policy.rules, 'rules', ({ id }) => id),
    ...repeated(exceptions, 'exceptions', ({ id }) => id),
    ...policy.controls.flatMap((control, index) => within(['controls', index], checkControl(control))),
    ...policy.controls.flatMap((control, index) => within(['controls', index], checkMaps(control, policy.standards))),
    ...checkStandards(policy.standards),
    ...policy.rules.flatMap((rule, index) => within(['rules', index], checkRule(rule, policy))),
    ...checkHours(policy.hours),
    ...checkAges(policy, { shortened }),
    ...checkReviewed(policy),
    ...checkDirectory(policy),
    ...checkContain(policy),
    ...checkVocabulary(policy),
    ...exceptions.flatMap((exception, index) =>
      within(
        ['exceptions', index],
        [
          ...checkException(exception, policy, now),
          ...(exception.replaces === undefined
            ? []
            : within(['replaces'], checkDemands(exception.replaces, policy.groups))),
        ],
      ),
    ),
  ];
  if (problems.length > 0) return problems;
  const tooMuch = checkSize(policy, now);
  return tooMuch.length > 0 ? tooMuch : [...checkReach(policy), ...checkCoverage(policy, now)];
}

const outOfRange = (name: string, seconds: number, most: string): string =>
  `\`${name}\` is ${spelledTime(seconds)}; it must be more than nothing and at most ${most}`;

/** A policy that tells too many requests apart to check would be adopted unread. */
function checkSize(policy: Policy, now: Instant | null): readonly PolicyProblem[] {
  const questions = questionsIn(policy);
  const sets = now === null ? 0 : setsInForce(policy.exceptions ?? [], now).length;
  return [
    ...(questions > MOST_QUESTIONS
      ? [at(['rules'], `distinguish ${questions} recoveries; at most ${MOST_QUESTIONS} can be checked`)]
      : []),
    ...(sets > MOST_SETS ? [at(['exceptions'], `meet in ${sets} ways; at most ${MOST_SETS} can be checked`)] : []),
  ];
}

const within = (path: PolicyProblem['path'], problems: readonly PolicyProblem[]): readonly PolicyProblem[] =>
  problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] }));

const at = (path: PolicyProblem['path'], reason: string): PolicyProblem => ({ path, reason });

function repeated<T>(items: readonly T[], list: string, nameOf: (item: T) => string): readonly PolicyProblem[] {
  const names = items.map(nameOf);
  return names.flatMap((name, index) =>
    names.indexOf(name) < index ? [at([list, index], `\`${name}\` is there twice`)] : [],
  );
}

const checkControl = ({ id, title, owner }: Control): readonly PolicyProblem[] => [
  ...(isBlank(owner) ? [at(['owner'], `control \`${id}\` has no owner`)] : []),
  ...(isBlank(title) ? [at(['title'], `control \`${id}\` does not say what it controls`)] : []),
];

function checkRule({ control, when, deny, require: demands }: Rule, policy: Policy): readonly PolicyProblem[] {
  const isKnown = policy.controls.some(({ id }) => id === control);
  return [
    ...(isKnown ? [] : [at(['control'], `there is no control \`${control}\``)]),
    ...Object.entries(when).flatMap(([name, values]) =>
      Array.isArray(values) && values.length === 0
        ? [at(['when', name], `\`${name}\` names no value, so the rule applies to nothing`)]
        : [],
    ),
    ...within(['when'], checkWords(when, policy)),
    ...impossible(when, policy),
    ...checkEffect(deny, demands),
    ...(demands === undefined ? [] : within(['require'], checkDemands(demands, policy.groups))),
  ];
}

function impossible(when: Condition, policy: Policy): readonly PolicyProblem[] {
  const why = whyImpossible(when, policy);
  return why === undefined ? [] : [at(['when', why.name], why.reason)];
}

function checkEffect(deny: string | undefined, demands: Demands | undefined): readonly PolicyProblem[] {
  if (deny !== undefined && demands !== undefined) return [at(['require'], 'what is denied needs no requirements')];
  if (deny !== undefined) return isBlank(deny) ? [at(['deny'], 'a denial says why')] : [];
  const isEmpty = demands === undefined || Object.keys(demands).length === 0;
  return isEmpty ? [at([], 'the rule neither denies nor requires anything')] : [];
}

function checkDemands(demands: Demands, groups: readonly string[]): readonly PolicyProblem[] {
  const { proofs, approvals } = demands;
  return [
    ...within(['methods'], checkMethods(demands)),
    ...(proofs === undefined ? [] : within(['proofs'], checkRequirement(proofs, weightOfProof))),
    ...(approvals === undefined ? [] : within(['approvals'], checkRequirement(approvals, weightOfApproval))),
    ...(approvals === undefined ? [] : within(['approvals'], checkGroups(approvals, groups))),
    ...checkTimes(demands),
    ...(demands.notify?.length === 0 ? [at(['notify'], 'an empty list tells nobody')] : []),
  ];
}

/** A list that permits every method or none was probably not meant. */
function checkMethods({ methods }: Demands): readonly PolicyProblem[] {
  if (methods === undefined) return [];
  const { only, not } = methods;
  if (only === undefined && not === undefined) return [at([], '`methods` says neither `only` nor `not`')];
  if (only !== undefined && not !== undefined) return [at(['not'], '`only` and `not` cannot be combined')];
  const [name, listed] = only === undefined ? (['not', not ?? []] as const) : (['only', only] as const);
  return listed.length === 0 ? [at([name], 'an empty list says nothing')] : [];
}

const weightOfProof = (leaf: ProofLeaf): number => ('classes' in leaf ? leaf.classes : 1);

function checkRequirement<Leaf>(requirement: Requirement<Leaf>, weightOf: (leaf: Leaf) => number) {
  const weight = leavesOf(requirement).reduce((sum, leaf) => sum + weightOf(leaf), 0);
  const tooLarge = weight > MOST_LEAVES ? [at([], `asks for ${weight} in all; at most ${MOST_LEAVES}`)] : [];
  return [...tooLarge, ...checkShape(requirement)];
}

/** A requirement that needs nothing, or that nothing can meet. */
function checkShape<Leaf>(requirement: Requirement<Leaf>): readonly PolicyProblem[] {
  if ('leaf' in requirement) return [];
  const list = 'all' in requirement ? 'all' : 'any';
  const parts = 'all' in requirement ? requirement.all : requirement.any;
  const inner = parts.flatMap((part, index) => within([list, index], checkShape(part)));
  if (parts.length === 0) return [at([list], 'an empty list requires nothing')];
  if ('all' in requirement) return inner;
  const { of } = requirement;
  if (of < 1) return [...inner, at(['of'], `\`${of}\` of a list requires nothing`)];
  return of > parts.length ? [...inner, at(['of'], `\`${of}\` of ${parts.length} can never be met`)] : inner;
}

function checkGroups(requirement: Requirement<ApprovalLeaf>, groups: readonly string[]): readonly PolicyProblem[] {
  const leaves = leavesOf(requirement);
  return locatedLeaves(requirement).flatMap(({ leaf, path }) => {
    const to = 'groups' in leaf ? undefined : leaf.escalateTo;
    if (to !== undefined && !groups.includes(to))
      return [at([...path, 'escalateTo'], `there is no approver group \`${to}\``)];
    if (to !== undefined && !isSound(leaf, leaves))
      return [at([...path, 'escalateTo'], `group \`${to}\` stands for something else in the same rule`)];
    if ('group' in leaf && !groups.includes(leaf.group))
      return [at([...path, 'group'], `there is no approver group \`${leaf.group}\``)];
    if ('groups' in leaf && leaf.groups > groups.length)
      return [at([...path, 'groups'], `${leaf.groups} different groups can never come from ${groups.length}`)];
    return [];
  });
}

type Located<Leaf> = { readonly leaf: Leaf; readonly path: PolicyProblem['path'] };

function locatedLeaves<Leaf>(requirement: Requirement<Leaf>, path: PolicyProblem['path'] = []): Located<Leaf>[] {
  if ('leaf' in requirement) return [{ leaf: requirement.leaf, path: [...path, 'leaf'] }];
  const list = 'all' in requirement ? 'all' : 'any';
  const parts = 'all' in requirement ? requirement.all : requirement.any;
  return parts.flatMap((part, index) => locatedLeaves(part, [...path, list, index]));
}

const TIMES = ['proofWindow', 'approvalWindow', 'workWindow', 'grant', 'reviewWithin'] as const;

function checkTimes(demands: Demands): readonly PolicyProblem[] {
  const { coolingOff = 0 } = demands;
  const said = `\`coolingOff\` is ${spelledTime(coolingOff)}`;
  const outlasts =
    coolingOff >= LONGEST_LIVED_PROOF ? [at(['coolingOff'], `${said}; proofs would be stale when it is over`)] : [];
  const negative = coolingOff < 0 ? [at(['coolingOff'], `${said}; a time is not negative`)] : [];
  return [
    ...[...outlasts, ...negative],
    ...TIMES.flatMap((name) => {
      const seconds = demands[name];
      const isInRange = seconds === undefined || (seconds > 0 && seconds <= LONGEST);
      return isInRange ? [] : [at([name], outOfRange(name, seconds, '7d'))];
    }),
  ];
}
