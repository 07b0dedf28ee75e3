import { isSensitive } from '../registry/account.ts';
import { canonical } from '../values/hash.ts';
import { type CombinedDemands, type PolicyQuestion, type Weighed, weigh } from './evaluate.ts';
import { approvedByOne, isApprovable, isGivable, provedByOneClass } from './givable.ts';
import type { Policy, PolicyProblem } from './policy.ts';
import { ANOTHER } from './questions.ts';

/** Finds the problem of a policy's answer to a question, with the question as an example; undefined for none. */
export type FindProblem = (policy: Policy, question: PolicyQuestion) => PolicyProblem | undefined;

/**
 * Finds problems of one policy and of its versions with fewer exceptions. Each has the path within the rule or exception that causes it. What is
 * demanded is examined once: the search for people and proofs takes most of a check, and a policy demands the same of many requests.
 */
export function problemFinder(): FindProblem {
  const find: Find = {
    proofs: once(flawOfProofs, ({ proofs, barred, coolingOff }, { profile, action, channel }) => [
      ...[profile.kind, action, channel],
      ...[proofs, barred, coolingOff],
    ]),
    approvals: once(flawOfApprovals, ({ proofs, barred, approvals }, { profile }) => [
      ...[profile.kind, isSensitive(profile)],
      ...[proofs, barred, approvals],
    ]),
  };
  return (policy, question) => policyProblemOf({ policy, question }, find);
}

/** What is wrong with demands, as a clause; undefined for nothing. */
type FlawOf = (demands: CombinedDemands, question: PolicyQuestion, groups: readonly string[]) => string | undefined;
type Find = Readonly<Record<Flaw['dimension'], FlawOf>>;

/** Calls a function once for all that it reads, but for the groups: all versions of a policy share them. */
function once(flawOf: FlawOf, readBy: (demands: CombinedDemands, question: PolicyQuestion) => unknown): FlawOf {
  const found = new Map<string, string | undefined>();
  return (demands, question, groups) => {
    const key = canonical(readBy(demands, question) as Parameters<typeof canonical>[0]);
    if (!found.has(key)) found.set(key, flawOf(demands, question, groups));
    return found.get(key);
  };
}

function policyProblemOf({ policy, question }: Asked, find: Find): PolicyProblem | undefined {
  const weighed = weigh(policy, question);
  if (weighed.denying.length > 0) return undefined;
  const isExcepted = (weighed.demands.exceptions?.length ?? 0) > 0;
  if (isExcepted && weighed.missing.length > 0) return leavesUndecided(policy, question);
  if (!weighed.matching.some((rule) => rule.require !== undefined)) return undefined;
  const flaw = flawIn(weighed, { policy, question }, find);
  if (flaw === undefined) return undefined;
  return { path: isExcepted ? [] : [flaw.dimension], reason: `${flaw.reason}, ${exampleOf(question)}` };
}

interface Flaw {
  readonly dimension: 'proofs' | 'approvals';
  readonly reason: string;
}

interface Asked {
  readonly policy: Policy;
  readonly question: PolicyQuestion;
}

function flawIn({ missing, demands }: Weighed, { policy, question }: Asked, find: Find): Flaw | undefined {
  if (missing.length === 1 && missing[0] === 'proofs')
    return { dimension: 'proofs', reason: 'everything is decided but the proof' };
  if (missing.length > 0) return undefined;
  const proofs = find.proofs(demands as CombinedDemands, question, policy.groups);
  if (proofs !== undefined) return { dimension: 'proofs', reason: proofs };
  const approvals = find.approvals(demands as CombinedDemands, question, policy.groups);
  return approvals === undefined ? undefined : { dimension: 'approvals', reason: approvals };
}

function flawOfProofs(demands: CombinedDemands, question: PolicyQuestion): string | undefined {
  if (!isGivable(demands, { kind: question.profile.kind, channel: question.channel }))
    return 'nobody can give the proofs, or they would be stale when the cooling-off is over';
  const weak = provedByOneClass(demands, question);
  return weak === undefined
    ? undefined
    : `proofs of class \`${weak}\` alone would be enough, and rule 9 ${asks(question)}`;
}

const asks = ({ action }: PolicyQuestion): string =>
  action === 'reset-password'
    ? 'asks for two classes, a passkey or repeated proofing'
    : 'asks for two classes or repeated proofing';

function flawOfApprovals(
  demands: CombinedDemands,
  { profile }: PolicyQuestion,
  groups: readonly string[],
): string | undefined {
  const { approvals } = demands;
  const { kind } = profile;
  if (!isApprovable(demands, { kind, groups }))
    return 'nobody can give the approvals, or they would need the same person in two parts (rule 1)';
  if (!isSensitive(profile)) return undefined;
  const alone = approvedByOne(approvals, groups);
  return alone === undefined ? undefined : `people of ${alone} alone could approve, and rule 5 asks for two groups`;
}

/** Something that rules decided until an exception waived them, and that nothing decides now. */
function leavesUndecided(
  { exceptions: _exceptions, ...plain }: Policy,
  question: PolicyQuestion,
): PolicyProblem | undefined {
  const { missing, denying } = weigh(plain, question);
  if (missing.length > 0 || denying.length > 0) return undefined;
  return { path: [], reason: `nothing is left that decides, ${exampleOf(question)}` };
}

function exampleOf({ profile, action, channel, risk }: PolicyQuestion): string {
  const { kind, tier, environment } = profile;
  const where = environment === ANOTHER ? '' : ` in environment \`${environment}\``;
  const how = channel === ANOTHER ? '' : ` over \`${channel}\``;
  return `e.g. \`${action}\` of a ${tier} ${kind}${where}${how}${risk > 0 ? ` at risk ${risk}` : ''}`;
}
