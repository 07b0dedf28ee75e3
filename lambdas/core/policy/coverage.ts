import { isSensitive } from '../registry/account.ts';
import { DETECTORS } from '../risk/assess-risk.ts';
import type { Instant } from '../values/instant.ts';
import { applyingTo, isInScope, type PolicyQuestion, type Weighed, weigh } from './evaluate.ts';
import { type ExceptionSet, setsInForce, waivedBy } from './exceptions.ts';
import { problemFinder } from './flaw.ts';
import type { Condition, Policy, PolicyException, PolicyProblem, Rule } from './policy.ts';
import { narrowing, questionsTo } from './questions.ts';

/**
 * Asks a policy about every account and action that its rules can tell apart. Reports where it demands no proof, a proof or approval that
 * nobody can give, one class of proof for a credential (rule 9), or less than two approvers of two groups for a sensitive account (rule 5).
 * Then asks again with the exceptions that can be in force from `now` on, each alone and every combination. One problem for each rule or
 * exception at fault, with the first question as an example.
 */
export function checkCoverage(policy: Policy, now: Instant | null = null): readonly PolicyProblem[] {
  const { exceptions = [], ...plain } = policy;
  const bare = flawsOf(plain);
  if (bare.length > 0 || exceptions.length === 0 || now === null) return bare;
  const { flaws, idle } = flawsExcepted(policy, now);
  return flaws.length > 0 ? firstOfEach(flaws) : idle.map((one) => unreachable(one, exceptions));
}

function flawsOf(plain: Policy): readonly PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const narrowed = narrowing(plain);
  const isNew = once();
  const problemOf = problemFinder();
  for (const question of questionsTo(plain)) {
    const policy = narrowed(question);
    const { rules } = applyingTo(policy, question);
    if (!isNew(question, rules)) continue;
    const flaw = problemOf(policy, question);
    if (flaw !== undefined)
      problems.push({ ...flaw, path: [...placeOf(flaw, plain, weigh(policy, question)), ...flaw.path] });
  }
  return firstOfEach(problems);
}

interface Excepted {
  readonly flaws: readonly PolicyProblem[];
  /** Exceptions that had no effect on any question. */
  readonly idle: readonly PolicyException[];
}

function flawsExcepted(policy: Policy, now: Instant): Excepted {
  const flaws: PolicyProblem[] = [];
  const idle = new Set(policy.exceptions);
  const narrowed = narrowing(policy);
  const sets = setsInForce(policy.exceptions ?? [], now);
  const isNew = once();
  const problemOf = problemFinder();
  for (const question of questionsTo(policy)) {
    // Without a time no exception applies, so these are the rules that exceptions would waive.
    const { rules: taken } = applyingTo(narrowed(question), question);
    const able = (policy.exceptions ?? []).filter((one) => waivedBy(one, taken).length > 0 && isFor(one, question));
    if (able.length === 0 || !isNew(question, [...taken, ...able])) continue;
    for (const set of amongst(sets, able)) {
      const version = { ...narrowed(question), exceptions: set.exceptions };
      const asked = askedOf(set, { question, now });
      const weighed = weigh(version, asked);
      const flaw = problemOf(version, asked);
      if (flaw !== undefined) flaws.push({ ...flaw, path: [...placeOf(flaw, policy, weighed), ...flaw.path] });
      if (weighed.denying.length === 0 && weighed.missing.length === 0)
        for (const one of set.exceptions) idle.delete(one);
    }
  }
  return { flaws, idle: [...idle] };
}

/** Whether a question is in the scope of an exception, ignoring the scope's accounts. */
const isFor = ({ scope: { account: _anyone, ...when } }: PolicyException, question: PolicyQuestion): boolean =>
  isInScope(when, question);

/** Each set reduced to the exceptions that have an effect; no set twice. */
function amongst(sets: readonly ExceptionSet[], able: readonly PolicyException[]): readonly ExceptionSet[] {
  const left = sets.map(({ account, exceptions }) => {
    const some = exceptions.filter((one) => able.includes(one));
    return [some.map(({ id }) => id).join(), { account, exceptions: some }] as const;
  });
  return [...new Map(left.filter(([, { exceptions }]) => exceptions.length > 0)).values()];
}

function askedOf(
  { account }: ExceptionSet,
  { question, now }: { readonly question: PolicyQuestion; readonly now: Instant },
): PolicyQuestion {
  const profile = account === undefined ? question.profile : { ...question.profile, account };
  return { ...question, profile, now };
}

type Named = readonly { readonly id: string }[];

/** Returns a function that tells whether a question is the first with these rules. */
function once(): (question: PolicyQuestion, rules: Named) => boolean {
  const seen = new Set<string>();
  return (question, rules) => {
    const key = keyOf(question, rules);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  };
}

/** The same key for questions about similar accounts over one channel that the same rules answer. */
const keyOf = ({ profile, action, channel }: PolicyQuestion, rules: Named): string =>
  [profile.kind, isSensitive(profile), action, channel, ...rules.map(({ id }) => id)].join();

const firstOfEach = (problems: readonly PolicyProblem[]): readonly PolicyProblem[] =>
  [...new Map([...problems].reverse().map((problem) => [problem.path.join('.'), problem])).values()].reverse();

/** The place to report: the exception at fault, or the rule by which risk adds to the dimension, or else the first rule with demands. */
function placeOf(
  { path: [dimension = ''] }: PolicyProblem,
  { rules, exceptions = [] }: Policy,
  { matching, demands }: Weighed,
): PolicyProblem['path'] {
  const used = demands.exceptions?.[0];
  if (used !== undefined) return ['exceptions', exceptions.findIndex(({ id }) => id === used.exception)];
  const demanding = matching.filter((rule) => rule.require !== undefined);
  const risky = demanding.filter(({ when, require = {} }) => when.riskAtLeast !== undefined && dimension in require);
  const rule = risky.at(-1) ?? demanding[0];
  return ['rules', rules.findIndex(({ id }) => id === rule?.id), 'require'];
}

/** The rules that it waives never apply in its scope, or other rules deny anyway. */
const unreachable = (exception: PolicyException, exceptions: readonly PolicyException[]): PolicyProblem => ({
  path: ['exceptions', exceptions.indexOf(exception), 'scope'],
  reason: `exception \`${exception.id}\` is unreachable: no rule that it waives applies in its scope, or others deny all the same`,
});

/** The score of a request with every signal. */
export const HIGHEST_SCORE = DETECTORS.reduce((sum, { weight }) => sum + weight, 0);

/** The attribute of a condition that no request can meet, with the reason; undefined if some request meets it. */
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

/** Problems of rules whose demands never have an effect: wherever they apply, others deny or leave something undecided. */
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
