import { areApproved, type Countersignature, RELATIONS } from '../approvals/countersignature.ts';
import { ACTIONS, isSensitive, KINDS, TIERS } from '../recovery/account.ts';
import { type CombinedDemands, type PolicyQuestion, weigh } from './evaluate.ts';
import { type Policy, REQUESTER_RELATIONS } from './policy.ts';
import type { PolicyProblem } from './problem.ts';

/** People or proofs that one requirement may use up: bounds the search for who satisfies it. */
export const MOST_LEAVES = 12;

/**
 * Asks a policy about every account and action that its rules can tell apart, and finds where it would demand no proof of anybody, or
 * of a sensitive account less than two approvers of two groups. The product adds these by itself (rule 5), so a policy that does not say
 * them is one that its author has misread. One problem for each rule that it begins with, with the first question as an example.
 */
export function checkCoverage(policy: Policy): readonly PolicyProblem[] {
  const found = new Map<string, PolicyProblem>();
  for (const question of questionsTo(policy)) {
    const problem = flawOf(policy, question);
    const key = problem === undefined ? '' : problem.path.join('.');
    if (problem !== undefined && !found.has(key)) found.set(key, problem);
  }
  return [...found.values()];
}

function* questionsTo(policy: Policy): Generator<PolicyQuestion> {
  const others = ['another'];
  for (const environment of [...namedIn(policy, 'environment'), ...others])
    for (const channel of [...namedIn(policy, 'channel'), ...others])
      for (const desk of [...namedIn(policy, 'desk'), ...others])
        for (const kind of KINDS)
          for (const tier of TIERS)
            for (const action of ACTIONS)
              for (const requester of REQUESTER_RELATIONS)
                for (const hours of ['in', 'out'] as const)
                  yield { profile: { kind, tier, environment }, action, channel, desk, requester, hours, risk: 0 };
}

const namedIn = ({ rules }: Policy, attribute: 'environment' | 'channel' | 'desk'): ReadonlySet<string> =>
  new Set(rules.flatMap(({ when }) => when[attribute] ?? []));

function flawOf(policy: Policy, question: PolicyQuestion): PolicyProblem | undefined {
  const { matching, denying, demands, missing } = weigh(policy, question);
  const first = policy.rules.findIndex((rule) => matching.includes(rule) && rule.require !== undefined);
  if (first < 0 || denying.length > 0) return undefined;
  const { kind, tier, environment } = question.profile;
  const example = `e.g. \`${question.action}\` of a ${tier} ${kind} in environment \`${environment}\``;
  const flaw = (name: 'proofs' | 'approvals', reason: string): PolicyProblem => ({
    path: ['rules', first, 'require', name],
    reason: `${reason}, ${example}`,
  });
  if (missing.length === 1 && missing[0] === 'proofs') return flaw('proofs', 'everything is decided but the proof');
  if (missing.length > 0 || !isSensitive(question.profile)) return undefined;
  const alone = approvedByOne(demands.approvals ?? [], policy.groups);
  if (alone === undefined) return undefined;
  return flaw('approvals', `people of ${alone} alone could approve, and rule 5 asks for two groups`);
}

/** The group whose people are enough by themselves, however many of them and however related to the account; undefined where none is. */
export const approvedByOne = (approvals: CombinedDemands['approvals'], groups: readonly string[]): string | undefined =>
  crowds(groups).find(({ of }) => areApproved(approvals, of, DIGEST))?.name;

const DIGEST = '';

/** For each group as many people as could ever be asked for, all of this group only and all related to the account. */
function crowds(groups: readonly string[]): readonly { readonly name: string; readonly of: Countersignature[] }[] {
  const crowd = (mine: readonly string[]): Countersignature[] =>
    Array.from({ length: MOST_LEAVES }, (_, index) => ({
      ...{ approver: `person:${index}`, groups: mine, relations: RELATIONS, digest: DIGEST, at: '' },
    }));
  const ofOne = groups.map((group) => ({ name: `group \`${group}\``, of: crowd([group]) }));
  return [{ name: 'no group', of: crowd([]) }, ...ofOne];
}
