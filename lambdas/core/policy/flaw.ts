import { isSensitive } from '../registry/account.ts';
import { type CombinedDemands, type PolicyQuestion, type Weighed, weigh } from './evaluate.ts';
import { approvedByOne, isApprovable, isGivable, provedByOneClass } from './givable.ts';
import type { Policy, PolicyProblem } from './policy.ts';
import { ANOTHER } from './questions.ts';

/**
 * The problem of a policy's answer to a question, with the question as an example and the path within the rule or exception that causes it;
 * undefined for none.
 */
export function policyProblemOf(policy: Policy, question: PolicyQuestion): PolicyProblem | undefined {
  const weighed = weigh(policy, question);
  if (weighed.denying.length > 0) return undefined;
  const isExcepted = (weighed.demands.exceptions?.length ?? 0) > 0;
  if (isExcepted && weighed.missing.length > 0) return leavesUndecided(policy, question);
  if (!weighed.matching.some((rule) => rule.require !== undefined)) return undefined;
  const flaw = flawIn(weighed, { policy, question });
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

function flawIn({ missing, demands }: Weighed, asked: Asked): Flaw | undefined {
  if (missing.length === 1 && missing[0] === 'proofs')
    return { dimension: 'proofs', reason: 'everything is decided but the proof' };
  if (missing.length > 0) return undefined;
  const proofs = flawOfProofs(demands as CombinedDemands, asked.question);
  if (proofs !== undefined) return { dimension: 'proofs', reason: proofs };
  const approvals = flawOfApprovals(demands as CombinedDemands, asked);
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

function flawOfApprovals(demands: CombinedDemands, { policy, question }: Asked): string | undefined {
  const { groups } = policy;
  const { approvals } = demands;
  const { kind } = question.profile;
  if (!isApprovable(demands, { kind, groups }))
    return 'nobody can give the approvals, or they would need the same person in two parts (rule 1)';
  if (!isSensitive(question.profile)) return undefined;
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
