import { isSensitive } from '../registry/account.ts';
import { DETECTORS } from '../risk/assess-risk.ts';
import type { Instant } from '../values/instant.ts';
import { applyingTo, isInScope, type PolicyQuestion, type Weighed, weigh } from './evaluate.ts';
import { type ExceptionSet, setsInForce, waivedBy } from './exceptions.ts';
import { policyProblemOf } from './flaw.ts';
import type { Condition, Policy, PolicyException, PolicyProblem, Rule } from './policy.ts';
import { narrowing, questionsTo } from './questions.ts';

/**
 * Asks a policy about every account and action that its rules can tell apart, and finds where it would demand no proof of anybody, a
 * proof or approval that nobody can give, one class of proof for a credential (rule 9), or of a sensitive account less than two approvers of two
 * groups (rule 5). Then again with the exceptions that can be in force from `now` on, each alone and all that can meet. One problem for each
 * rule or exception that it begins with, with the first question as an example.
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
  for (const question of questionsTo(plain)) {
    const policy = narrowed(question);
    const { rules } = applyingTo(policy, question);
    if (!isNew(question, rules)) continue;
    const flaw = policyProblemOf(policy, question);
    if (flaw !== undefined)
      problems.push({ ...flaw, path: [...placeOf(flaw, plain, weigh(policy, question)), ...flaw.path] });
  }
  return firstOfEach(problems);
}

interface Excepted {
  readonly flaws: readonly PolicyProblem[];
  /** Exceptions of which nothing ever comes. */
  readonly idle: readonly PolicyException[];
}

function flawsExcepted(policy: Policy, now: Instant): Excepted {
  const flaws: PolicyProblem[] = [];
  const idle = new Set(policy.exceptions);
  const narrowed = narrowing(policy);
  const sets = setsInForce(policy.exceptions ?? [], now);
  const isNew = once();
  const flawAt = remembering(policyProblemOf);
  for (const question of questionsTo(policy)) {
    // Without a time no exception applies: these are the rules that they would take away.
    const { rules: taken } = applyingTo(narrowed(question), question);
    const able = (policy.exceptions ?? []).filter((one) => waivedBy(one, taken).length > 0 && isFor(one, question));
    if (able.length === 0 || !isNew(question, [...taken, ...able])) continue;
    for (const set of amongst(sets, able)) {
      const version = { ...narrowed(question), exceptions: set.exceptions };
      const asked = askedOf(set, { question, now });
      const weighed = weigh(version, asked);
      const flaw = flawAt([keyOf(asked, taken), keyOf(asked, applyingTo(version, asked).rules)].join(), version, asked);
      if (flaw !== undefined) flaws.push({ ...flaw, path: [...placeOf(flaw, policy, weighed), ...flaw.path] });
      if (weighed.denying.length === 0 && weighed.missing.length === 0)
        for (const one of set.exceptions) idle.delete(one);
    }
  }
  return { flaws, idle: [...idle] };
}

/** Finds the flaw of the same rules once. */
function remembering(
  find: typeof policyProblemOf,
): (key: string, ...of: Parameters<typeof policyProblemOf>) => ReturnType<typeof policyProblemOf> {
  const found = new Map<string, ReturnType<typeof policyProblemOf>>();
  return (key, ...of) => {
    if (!found.has(key)) found.set(key, find(...of));
    return found.get(key);
  };
}

/** Whether the scope of an exception names what is asked about, of whatever account. */
const isFor = ({ scope: { account: _anyone, ...when } }: PolicyException, question: PolicyQuestion): boolean =>
  isInScope(when, question);

/** What is left of each set of those exceptions that can do something, none twice. */
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

/** Says of each question whether it is the first that these rules are asked. */
function once(): (question: PolicyQuestion, rules: Named) => boolean {
  const seen = new Set<string>();
  return (question, rules) => {
    const key = keyOf(question, rules);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  };
}

/** The same for questions about accounts that are alike, over the same channel, which the same rules answer. */
const keyOf = ({ profile, action, channel }: PolicyQuestion, rules: Named): string =>
  [profile.kind, isSensitive(profile), action, channel, ...rules.map(({ id }) => id)].join();

const firstOfEach = (problems: readonly PolicyProblem[]): readonly PolicyProblem[] =>
  [...new Map([...problems].reverse().map((problem) => [problem.path.join('.'), problem])).values()].reverse();

/** The exception that made it so, or the rule by which risk adds to the dimension, or else the first rule that demands something. */
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

/** What it waives never applies in its scope, or others deny all the same. */
const unreachable = (exception: PolicyException, exceptions: readonly PolicyException[]): PolicyProblem => ({
  path: ['exceptions', exceptions.indexOf(exception), 'scope'],
  reason: `exception \`${exception.id}\` is unreachable: no rule that it waives applies in its scope, or others deny all the same`,
});

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
