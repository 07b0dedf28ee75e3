import { DETECTORS } from '../risk/assess-risk.ts';
import { applyingTo, weigh } from './evaluate.ts';
import type { Condition, Policy, Rule } from './policy.ts';
import type { PolicyProblem } from './problem.ts';
import { narrowing, questionsTo } from './questions.ts';

/** The score of a request about which every signal there is has something to say. */
export const HIGHEST_SCORE = DETECTORS.reduce((sum, { weight }) => sum + weight, 0);

/** The attribute of a condition that no request at all can meet, and why; undefined where one can. */
export function whyImpossible(
  { riskAtLeast = 0, hours }: Condition,
  policy: Policy,
): { readonly name: keyof Condition; readonly reason: string } | undefined {
  if (riskAtLeast > HIGHEST_SCORE)
    return { name: 'riskAtLeast', reason: `no score is more than ${HIGHEST_SCORE}, so the rule never applies` };
  if (policy.hours === undefined && hours?.length === 1 && hours[0] === 'out')
    return { name: 'hours', reason: 'the policy names no `hours` to be out of, so the rule never applies' };
  return undefined;
}

/** Rules that ask for something of which nothing ever comes: wherever they apply, others deny or leave something undecided. */
export function checkReach(policy: Policy): readonly PolicyProblem[] {
  const idle = new Set<Rule>(policy.rules.filter(({ require: demands }) => demands !== undefined));
  const narrowed = narrowing(policy);
  const seen = new Set<string>();
  for (const question of questionsTo(policy)) {
    if (idle.size === 0) return [];
    const about = narrowed(question);
    const key = applyingTo(about, question)
      .rules.map(({ id }) => id)
      .join();
    if (seen.has(key)) continue;
    seen.add(key);
    const { matching, denying, missing } = weigh(about, question);
    if (denying.length === 0 && missing.length === 0) for (const rule of matching) idle.delete(rule);
  }
  return [...idle].map((rule) => ({
    path: ['rules', policy.rules.indexOf(rule)],
    reason: 'the rule is unreachable: wherever it applies, other rules deny or nothing decides the rest',
  }));
}
