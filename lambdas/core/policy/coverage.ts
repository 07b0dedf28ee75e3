import { areApproved, type Countersignature, RELATIONS } from '../approvals/countersignature.ts';
import type { Instant } from '../instant.ts';
import { isSensitive } from '../recovery/account.ts';
import { applyingTo, type CombinedDemands, type PolicyQuestion, type Weighed, weigh } from './evaluate.ts';
import { isApprovable, isGivable, provedByOneClass } from './givable.ts';
import type { Policy } from './policy.ts';
import type { PolicyProblem } from './problem.ts';
import { questionsTo } from './questions.ts';

/** People or proofs that one requirement may use up: bounds the search for who satisfies it. */
export const MOST_LEAVES = 12;

/**
 * Asks a policy about every account and action that its rules can tell apart, and finds where it would demand no proof of anybody, a
 * proof or approval that nobody can give, one class of proof for a credential (rule 9), or of a sensitive account less than two approvers of two
 * groups (rule 5). Then again with the exceptions that are in force at `now`, each alone and all together. One problem for each rule or
 * exception that it begins with, with the first question as an example.
 */
export function checkCoverage(policy: Policy, now: Instant | null = null): readonly PolicyProblem[] {
  const { exceptions = [], ...plain } = policy;
  const bare = flawsOf(plain, policy);
  if (bare.length > 0 || exceptions.length === 0 || now === null) return bare;
  const versions = [...exceptions.map((one) => [one]), ...(exceptions.length > 1 ? [exceptions] : [])];
  const excepted = versions.flatMap((some) => flawsOf({ ...policy, exceptions: some }, policy, now));
  return excepted.length > 0 ? firstOfEach(excepted) : idleExceptions(policy, now);
}

function flawsOf(policy: Policy, whole: Policy, now?: Instant): readonly PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const seen = new Set<string>();
  for (const question of questionsTo(policy)) {
    const asked = now === undefined ? question : { ...question, now };
    const { rules, uses } = applyingTo(policy, asked);
    const key = [
      question.profile.kind,
      question.action,
      isSensitive(question.profile),
      ...rules.map(({ id }) => id),
    ].join();
    if (seen.has(key) || (now !== undefined && uses.length === 0)) continue;
    seen.add(key);
    const flaw = flawOf(policy, asked);
    if (flaw !== undefined) problems.push({ ...flaw, path: [...placeOf(whole, weigh(policy, asked)), ...flaw.path] });
  }
  return firstOfEach(problems);
}

const firstOfEach = (problems: readonly PolicyProblem[]): readonly PolicyProblem[] =>
  [...new Map([...problems].reverse().map((problem) => [problem.path.join('.'), problem])).values()].reverse();

/** The exception that made it so, or else the first rule that demands something. */
function placeOf({ rules, exceptions = [] }: Policy, { matching, demands }: Weighed): PolicyProblem['path'] {
  const used = demands.exceptions?.[0];
  if (used !== undefined) return ['exceptions', exceptions.findIndex(({ id }) => id === used.exception)];
  return ['rules', rules.findIndex((rule) => matching.includes(rule) && rule.require !== undefined), 'require'];
}

/** What is wrong with the answer to a question: in which dimension, and why. */
function flawOf(policy: Policy, question: PolicyQuestion): PolicyProblem | undefined {
  const { matching, denying, demands, missing } = weigh(policy, question);
  const isExcepted = demands.exceptions !== undefined && demands.exceptions.length > 0;
  if (denying.length > 0) return undefined;
  if (isExcepted && missing.length > 0) return leavesUndecided(policy, question);
  if (!matching.some((rule) => rule.require !== undefined)) return undefined;
  const { kind, tier, environment } = question.profile;
  const example = `e.g. \`${question.action}\` of a ${tier} ${kind} in environment \`${environment}\``;
  const flaw = (name: 'proofs' | 'approvals', reason: string): PolicyProblem => ({
    path: isExcepted ? [] : [name],
    reason: `${reason}, ${example}`,
  });
  if (missing.length === 1 && missing[0] === 'proofs') return flaw('proofs', 'everything is decided but the proof');
  if (missing.length > 0) return undefined;
  const proofs = flawOfProofs(demands as CombinedDemands, question);
  if (proofs !== undefined) return flaw('proofs', proofs);
  if (!isApprovable(demands as CombinedDemands, { kind, groups: policy.groups }))
    return flaw('approvals', 'nobody can give the approvals, or they would need the same person in two parts (rule 1)');
  if (!isSensitive(question.profile)) return undefined;
  const alone = approvedByOne(demands.approvals ?? [], policy.groups);
  return alone === undefined
    ? undefined
    : flaw('approvals', `people of ${alone} alone could approve, and rule 5 asks for two groups`);
}

/** What was decided before an exception took it away, and now is decided by nothing. */
function leavesUndecided(
  { exceptions: _exceptions, ...plain }: Policy,
  question: PolicyQuestion,
): PolicyProblem | undefined {
  const { missing, denying } = weigh(plain, question);
  const { kind, tier } = question.profile;
  if (missing.length > 0 || denying.length > 0) return undefined;
  return { path: [], reason: `nothing is left that decides, e.g. \`${question.action}\` of a ${tier} ${kind}` };
}

function flawOfProofs(demands: CombinedDemands, { profile, action, channel }: PolicyQuestion): string | undefined {
  if (!isGivable(demands.proofs, { kind: profile.kind, channel, coolingOff: demands.coolingOff }))
    return 'nobody can give the proofs, or they would be stale when the cooling-off is over';
  const weak = provedByOneClass(demands.proofs, { kind: profile.kind, action });
  return weak === undefined
    ? undefined
    : `proofs of class \`${weak}\` alone would be enough, and rule 9 asks for two classes, a passkey or repeated proofing`;
}

/** Exceptions of which nothing ever comes: what they waive never applies in their scope, or it is denied all the same. */
function idleExceptions(policy: Policy, now: Instant): readonly PolicyProblem[] {
  const idle = new Set((policy.exceptions ?? []).map(({ id }) => id));
  for (const question of questionsTo(policy)) {
    if (idle.size === 0) return [];
    const { demands, denying, missing } = weigh(policy, { ...question, now });
    if (denying.length > 0 || missing.length > 0) continue;
    for (const { exception } of demands.exceptions ?? []) idle.delete(exception);
  }
  return [...idle].map((id) => ({
    path: ['exceptions', (policy.exceptions ?? []).findIndex((one) => one.id === id), 'scope'],
    reason: `exception \`${id}\` is unreachable: no rule that it waives applies in its scope, or others deny all the same`,
  }));
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
